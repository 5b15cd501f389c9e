package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Hello;

/** HELLO: magic, versions, features, limits, process id, token. */
public final class HelloCodec {

    /** The four bytes that follow the first header of a connection: "RPCB". */
    public static final int MAGIC = 0x52504342;

    /** The protocol's version that this package speaks. */
    public static final int VERSION = 1;

    /** The longest HELLO, in bytes after the header: nobody knows yet who sends it. */
    public static final int MAX_LENGTH = 4_096;

    private static final int LOWEST_MAX_FRAME = 16_384;

    private HelloCodec() {}

    /** Appends the frame. */
    public static void encode(Hello hello, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.HELLO, 0, 0);
        out.writeInt(MAGIC);
        out.writeByte(hello.minVersion());
        out.writeByte(hello.maxVersion());
        out.writeInt(hello.features());
        out.writeInt(hello.maxFrame());
        out.writeInt(hello.maxMessage());
        out.writeInt(hello.maxStreams());
        out.writeInt(hello.initialWindow());
        Wire.writeString(out, hello.processId());
        Wire.writeString(out, hello.token());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header. What a later version may have appended is not looked at.
     *
     * @throws ProtocolException if it is no HELLO, or its limits make no sense
     */
    public static Hello decode(FrameHeader header, ByteBuf in) {
        int end = in.readerIndex() + header.length();
        if (Wire.readInt(in, end) != MAGIC) {
            throw new ProtocolException("a HELLO without the letters RPCB: another protocol");
        }
        int minVersion = Wire.readByte(in, end);
        int maxVersion = Wire.readByte(in, end);
        int features = Wire.readInt(in, end);
        int maxFrame = Wire.readPositiveInt(in, end, "HELLO's maximum frame");
        if (maxFrame < LOWEST_MAX_FRAME) {
            throw new ProtocolException(
                    "HELLO's maximum frame is " + maxFrame + "; less than " + LOWEST_MAX_FRAME + " is not allowed");
        }
        int maxMessage = Wire.readPositiveInt(in, end, "HELLO's maximum message");
        int maxStreams = Wire.readPositiveInt(in, end, "HELLO's maximum of streams");
        int initialWindow = Wire.readPositiveInt(in, end, "HELLO's initial window");
        String processId = Wire.readString(in, end);
        String token = Wire.readString(in, end);
        return new Hello(
                minVersion, maxVersion, features, maxFrame, maxMessage, maxStreams, initialWindow, processId, token);
    }
}
