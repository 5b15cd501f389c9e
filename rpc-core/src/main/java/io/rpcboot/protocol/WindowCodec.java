package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Window;

/** WINDOW: reserved. */
public final class WindowCodec {

    private WindowCodec() {}

    /** Appends the frame. */
    public static void encode(Window window, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.WINDOW, 0, window.streamId());
        out.writeInt(window.increment());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Window decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        return new Window(header.streamId(), Wire.readPositiveInt(in, end, "WINDOW's increment"));
    }
}
