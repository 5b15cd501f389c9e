package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Pong;

/** PONG: eight bytes. */
public final class PongCodec {

    private PongCodec() {}

    /** Appends the frame. */
    public static void encode(Pong frame, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.PONG, 0, 0);
        out.writeLong(frame.value());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Pong decode(FrameHeader header, ByteBuf in) {
        return new Pong(Wire.readLong(in, in.readerIndex() + header.length()));
    }
}
