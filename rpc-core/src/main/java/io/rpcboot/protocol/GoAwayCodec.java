package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.GoAway;

/** GOAWAY: the last stream that was taken on, and why there will be no more. */
public final class GoAwayCodec {

    private GoAwayCodec() {}

    /** Appends the frame. */
    public static void encode(GoAway goAway, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.GOAWAY, 0, 0);
        out.writeInt(goAway.lastStreamId());
        out.writeByte(goAway.code());
        Wire.writeOptional(out, goAway.reason());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed
     */
    public static GoAway decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        int lastStreamId = Wire.readPositiveInt(in, end, "GOAWAY's last stream");
        int code = Wire.readByte(in, end);
        return new GoAway(lastStreamId, code, Wire.readOptional(in, end));
    }
}
