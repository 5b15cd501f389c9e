package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** Encodes frames: {@code int length of the rest, int id, byte method, message}. */
final class Frames {

    static final int LENGTH_FIELD = 4;
    static final int HEADER = 5;

    private Frames() {}

    static byte[] encode(int id, int method, MessageLite message) {
        int size = message.getSerializedSize();
        byte[] frame = new byte[LENGTH_FIELD + HEADER + size];
        ByteBuffer.wrap(frame).putInt(HEADER + size).putInt(id).put((byte) method);
        try {
            CodedOutputStream output = CodedOutputStream.newInstance(frame, LENGTH_FIELD + HEADER, size);
            message.writeTo(output);
            output.checkNoSpaceLeft();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame;
    }
}
