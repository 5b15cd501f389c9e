package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Frames as tests write and read them. */
public final class Frames {

    /** A frame with the part of a message that follows its head. */
    public record WithBody(Frame frame, byte[] body) {

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private Frames() {}

    public static byte[] encode(Frame frame, byte... body) {
        ByteBuf out = Unpooled.buffer();
        if (frame instanceof Frame.Hello hello) {
            HelloCodec.encode(hello, out);
        } else if (frame instanceof Frame.Method method) {
            MethodCodec.encode(method, out);
        } else if (frame instanceof Frame.Request request) {
            RequestCodec.encodeHead(request, out, body.length);
        } else if (frame instanceof Frame.Response response) {
            ResponseCodec.encodeHead(response, out, body.length);
        } else if (frame instanceof Frame.Data data) {
            DataCodec.encodeHead(data, out, body.length);
        } else if (frame instanceof Frame.Cancel cancel) {
            CancelCodec.encode(cancel, out);
        } else if (frame instanceof Frame.Window window) {
            WindowCodec.encode(window, out);
        } else if (frame instanceof Frame.Ping ping) {
            PingCodec.encode(ping, out);
        } else if (frame instanceof Frame.Pong pong) {
            PongCodec.encode(pong, out);
        } else if (frame instanceof Frame.GoAway goAway) {
            GoAwayCodec.encode(goAway, out);
        }
        out.writeBytes(body);
        return ByteBufUtil.getBytes(out);
    }

    /** The frame whose header was just read; null if its type is unknown. */
    public static WithBody decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        FrameType type = FrameType.of(header.type());
        if (type == null) {
            return null;
        }
        Frame frame = switch (type) {
            case HELLO -> HelloCodec.decode(header, in);
            case METHOD -> MethodCodec.decode(header, in);
            case REQUEST -> RequestCodec.decode(header, in);
            case RESPONSE -> ResponseCodec.decode(header, in);
            case DATA -> DataCodec.decode(header, in);
            case CANCEL -> CancelCodec.decode(header, in);
            case WINDOW -> WindowCodec.decode(header, in);
            case PING -> PingCodec.decode(header, in);
            case PONG -> PongCodec.decode(header, in);
            case GOAWAY -> GoAwayCodec.decode(header, in);
        };
        byte[] body = new byte[end - in.readerIndex()];
        in.readBytes(body);
        return new WithBody(frame, body);
    }

    /** All frames in these bytes. */
    public static List<WithBody> decodeAll(byte[] bytes) {
        List<WithBody> frames = new ArrayList<>();
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        FrameReader reader = new FrameReader(in.alloc(), (1 << 24) - 1);
        reader.read(in, (header, at) -> frames.add(decode(header, at)));
        reader.close();
        return frames;
    }
}
