package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Writes frames: {@code int length of the rest, int id, byte method, message}. */
final class Frames {

    static final int LENGTH_FIELD = 4;
    static final int HEADER = 5;

    private Frames() {}

    static ByteBuf write(ByteBufAllocator allocator, int id, int method, MessageLite message) {
        byte[] bytes =
                message.toByteArray(); // protobuf is faster on arrays than on direct buffers, by more than the copy
        return allocator
                .directBuffer(LENGTH_FIELD + HEADER + bytes.length)
                .writeInt(HEADER + bytes.length)
                .writeInt(id)
                .writeByte(method)
                .writeBytes(bytes);
    }
}
