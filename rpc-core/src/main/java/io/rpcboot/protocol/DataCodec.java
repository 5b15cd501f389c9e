package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Data;

/** DATA: more of a message that is larger than a frame. */
public final class DataCodec {

    private DataCodec() {}

    /**
     * Appends the frame's head.
     *
     * @param chunk how many bytes of the message the caller will append to make the frame complete
     */
    public static void encodeHead(Data data, ByteBuf out, int chunk) {
        int flags = (data.endStream() ? FrameHeader.END_STREAM : 0)
                | (data.messageLength() < 0 ? 0 : FrameHeader.LENGTH_PREFIX);
        int start = FrameHeader.begin(out, FrameType.DATA, flags, data.streamId());
        if (data.messageLength() >= 0) {
            Wire.writeVarint(out, data.messageLength());
        }
        FrameHeader.end(out, start, chunk);
    }

    /**
     * Reads what follows the header, up to the message's next byte.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Data decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        long messageLength = header.has(FrameHeader.LENGTH_PREFIX) ? Wire.readVarint(in, end) : -1;
        return new Data(header.streamId(), header.has(FrameHeader.END_STREAM), messageLength);
    }
}
