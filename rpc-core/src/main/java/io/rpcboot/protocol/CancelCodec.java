package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Cancel;

/** CANCEL: why the caller gave up. */
public final class CancelCodec {

    private CancelCodec() {}

    /** Appends the frame. */
    public static void encode(Cancel cancel, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.CANCEL, FrameHeader.END_STREAM, cancel.streamId());
        out.writeByte(cancel.code());
        Wire.writeOptional(out, cancel.reason());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Cancel decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        int code = Wire.readByte(in, end);
        return new Cancel(header.streamId(), code, Wire.readOptional(in, end));
    }
}
