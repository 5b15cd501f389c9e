package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.core.Metadata;
import io.rpcboot.protocol.Frame.Request;

/** REQUEST: the method, the remaining time, metadata, and the message or its beginning. */
public final class RequestCodec {

    private RequestCodec() {}

    /**
     * Appends the frame's head.
     *
     * @param chunk how many bytes of the message the caller will append to make the frame complete
     */
    public static void encodeHead(Request request, ByteBuf out, int chunk) {
        MethodName name = request.name();
        Metadata metadata = request.metadata();
        int flags = (request.endStream() ? FrameHeader.END_STREAM : 0)
                | (request.noReply() ? FrameHeader.NO_REPLY : 0)
                | (metadata == null ? 0 : FrameHeader.METADATA)
                | (request.messageLength() < 0 ? 0 : FrameHeader.LENGTH_PREFIX)
                | (name == null ? 0 : FrameHeader.EXTENDED);
        int start = FrameHeader.begin(out, FrameType.REQUEST, flags, request.streamId());
        if (name == null) {
            Wire.writeVarint(out, request.methodId());
        } else {
            Wire.writeMethodName(out, name);
        }
        Wire.writeVarint(out, request.remainingMillis());
        if (metadata != null) {
            Wire.writeMetadata(out, metadata);
        }
        if (request.messageLength() >= 0) {
            Wire.writeVarint(out, request.messageLength());
        }
        FrameHeader.end(out, start, chunk);
    }

    /**
     * Appends the head of what nearly all requests are: one frame with the whole message, a method that has a number, no
     * metadata, a reply wanted. The same bytes as of {@link #encodeHead}, without an object for it.
     *
     * @param messageSize how many bytes the caller will append
     */
    public static void encodePlainHead(ByteBuf out, int streamId, int methodId, long remainingMillis, int messageSize) {
        int length = Wire.varintSize(methodId) + Wire.varintSize(remainingMillis) + messageSize;
        FrameHeader.write(out, FrameType.REQUEST, FrameHeader.END_STREAM, length, streamId);
        Wire.writeVarint(out, methodId);
        Wire.writeVarint(out, remainingMillis);
    }

    /**
     * Reads what follows the header, up to the message's first byte.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Request decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        int methodId = -1;
        MethodName name = null;
        if (header.has(FrameHeader.EXTENDED)) {
            name = Wire.readMethodName(in, end);
        } else {
            methodId = Wire.readSmallVarint(in, end, MethodCodec.MAX_IDS - 1, "REQUEST's method number");
        }
        long remainingMillis = Wire.readVarint(in, end);
        Metadata metadata = header.has(FrameHeader.METADATA) ? Wire.readMetadata(in, end) : null;
        long messageLength = header.has(FrameHeader.LENGTH_PREFIX) ? Wire.readVarint(in, end) : -1;
        return new Request(
                header.streamId(),
                header.has(FrameHeader.END_STREAM),
                header.has(FrameHeader.NO_REPLY),
                methodId,
                name,
                remainingMillis,
                metadata,
                messageLength);
    }
}
