package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.core.Metadata;
import io.rpcboot.protocol.Frame.Response;

/** RESPONSE: the status, headers, trailers, and the message or its end. */
public final class ResponseCodec {

    private static final int OK = 0;

    private ResponseCodec() {}

    /**
     * Appends the frame's head.
     *
     * @param chunk how many bytes of the message the caller will append to make the frame complete
     */
    public static void encodeHead(Response response, ByteBuf out, int chunk) {
        Metadata headers = response.headers();
        Metadata trailers = response.trailers();
        int flags = FrameHeader.END_STREAM
                | (response.notExecuted() ? FrameHeader.NOT_EXECUTED : 0)
                | (trailers == null ? 0 : FrameHeader.METADATA)
                | (headers == null ? 0 : FrameHeader.EXTENDED);
        int start = FrameHeader.begin(out, FrameType.RESPONSE, flags, response.streamId());
        out.writeByte(response.code());
        if (response.code() != OK) {
            Wire.writeOptional(out, response.message());
            Wire.writeOptional(out, response.errorCode());
            Wire.writeOptional(out, response.exceptionType());
        }
        if (headers != null) {
            Wire.writeMetadata(out, headers);
        }
        if (trailers != null) {
            Wire.writeMetadata(out, trailers);
        }
        FrameHeader.end(out, start, chunk);
    }

    /**
     * Appends the head of what nearly all responses are: OK, without headers and trailers. The same bytes as of
     * {@link #encodeHead}, without an object for it.
     *
     * @param chunk how many bytes of the message the caller will append to make the frame complete
     */
    public static void encodeOkHead(ByteBuf out, int streamId, int chunk) {
        FrameHeader.write(out, FrameType.RESPONSE, FrameHeader.END_STREAM, 1 + chunk, streamId);
        out.writeByte(OK);
    }

    /**
     * Reads what follows the header, up to the message's first byte.
     *
     * @throws ProtocolException if it is malformed
     */
    public static Response decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        int code = Wire.readByte(in, end);
        String message = null;
        String errorCode = null;
        String exceptionType = null;
        if (code != OK) {
            message = Wire.readOptional(in, end);
            errorCode = Wire.readOptional(in, end);
            exceptionType = Wire.readOptional(in, end);
        }
        Metadata headers = header.has(FrameHeader.EXTENDED) ? Wire.readMetadata(in, end) : null;
        Metadata trailers = header.has(FrameHeader.METADATA) ? Wire.readMetadata(in, end) : null;
        return new Response(
                header.streamId(),
                code,
                header.has(FrameHeader.NOT_EXECUTED),
                message,
                errorCode,
                exceptionType,
                headers,
                trailers);
    }
}
