package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;

/**
 * What every frame begins with: type (1 byte), flags (1), length of what follows the header (3), stream id (4).
 *
 * @param type the {@linkplain FrameType#number() number} of the type, 128 to 255, known or not
 * @param flags the flags' bits; those that a type does not know are ignored
 * @param length how many bytes follow the header, 0 to 2^24 - 1
 * @param streamId the call, from 1; 0 for the connection as a whole
 */
public record FrameHeader(int type, int flags, int length, int streamId) {

    /** The header's own length. */
    public static final int LENGTH = 9;

    /** The sender's last frame of this stream; with it the message is complete. */
    public static final int END_STREAM = 0x01;

    /** In REQUEST: the caller wants no RESPONSE. */
    public static final int NO_REPLY = 0x02;

    /** In REQUEST: metadata is present. In RESPONSE: trailers are. */
    public static final int METADATA = 0x04;

    /** In REQUEST and DATA: the message's whole length stands before its first bytes. */
    public static final int LENGTH_PREFIX = 0x08;

    /** In REQUEST: the method is named in full, not by a number. In RESPONSE: headers are present. */
    public static final int EXTENDED = 0x10;

    /** In RESPONSE: it is certain that the method did not run. */
    public static final int NOT_EXECUTED = 0x20;

    private static final int LOWEST_TYPE = 0x80;

    /**
     * Reads a header.
     *
     * @param maxLength the most that may follow a header; checked before anybody allocates for it
     * @throws ProtocolException if the type is none of this protocol's, the length is above {@code maxLength} or the
     *     stream id is negative
     */
    public static FrameHeader decode(ByteBuf in, int maxLength) {
        int type = in.readUnsignedByte();
        if (type < LOWEST_TYPE) {
            throw new ProtocolException(
                    "a frame of type 0x" + hex(type) + ", which is none of this protocol: garbage, or a stray byte");
        }
        int flags = in.readUnsignedByte();
        int length = in.readUnsignedMedium();
        if (length > maxLength) {
            throw new ProtocolException("a frame (type 0x" + hex(type) + ") of " + length + " bytes; at most "
                    + maxLength + " are allowed");
        }
        int streamId = in.readInt();
        if (streamId < 0) {
            throw new ProtocolException("a frame (type 0x" + hex(type) + ") with a stream id above 2^31 - 1");
        }
        return new FrameHeader(type, flags, length, streamId);
    }

    /** Whether all of these flags are set. */
    public boolean has(int flag) {
        return (flags & flag) == flag;
    }

    /** Writes a header with a length that {@link #end} sets, and returns where it stands. */
    static int begin(ByteBuf out, FrameType type, int flags, int streamId) {
        int start = out.writerIndex();
        out.writeByte(type.number());
        out.writeByte(flags);
        out.writeMedium(0);
        out.writeInt(streamId);
        return start;
    }

    /** Sets the length of the frame that begins at {@code start}, as if {@code more} bytes came after those written. */
    static void end(ByteBuf out, int start, int more) {
        out.setMedium(start + 2, out.writerIndex() - start - LENGTH + more);
    }

    private static String hex(int number) {
        return number < 0x10 ? "0" + Integer.toHexString(number) : Integer.toHexString(number);
    }
}
