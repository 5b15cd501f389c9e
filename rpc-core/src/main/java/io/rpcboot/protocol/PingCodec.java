package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Ping;

/** PING: eight bytes. */
public final class PingCodec {

    private PingCodec() {}

    /** Appends the frame. */
    public static void encode(Ping frame, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.PING, 0, 0);
        out.writeLong(frame.value());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Ping decode(FrameHeader header, ByteBuf in) {
        return new Ping(Wire.readLong(in, in.readerIndex() + header.length()));
    }
}
