package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.rpcboot.protocol.Frame.Method;

/** METHOD: a number, and the names that it stands for from now on. */
public final class MethodCodec {

    /** How many numbers one connection has. */
    public static final int MAX_IDS = 4_096;

    /** The longest METHOD, in bytes after the header: what a peer can make us remember is this times {@link #MAX_IDS}. */
    public static final int MAX_LENGTH = 1_024;

    private MethodCodec() {}

    /** Whether the names are short enough to be given a number. */
    public static boolean fits(MethodName name) {
        int chars = name.service().name().length()
                + name.service().group().length()
                + name.service().version().length()
                + name.method().length();
        return chars * 3 <= MAX_LENGTH - 16; // three bytes a char at the most, and five varints
    }

    /** Appends the frame. */
    public static void encode(Method method, ByteBuf out) {
        int start = FrameHeader.begin(out, FrameType.METHOD, 0, 0);
        Wire.writeVarint(out, method.id());
        Wire.writeMethodName(out, method.name());
        FrameHeader.end(out, start, 0);
    }

    /**
     * Reads what follows the header.
     *
     * @throws ProtocolException if it is malformed, too long, or its number is above the last
     */
    public static Method decode(FrameHeader header, ByteBuf in) {
        if (header.length() > MAX_LENGTH) {
            throw new ProtocolException(
                    "a METHOD of " + header.length() + " bytes; at most " + MAX_LENGTH + " are allowed");
        }
        int end = in.readerIndex() + header.length();
        int id = Wire.readSmallVarint(in, end, MAX_IDS - 1, "METHOD's number");
        return new Method(id, Wire.readMethodName(in, end));
    }
}
