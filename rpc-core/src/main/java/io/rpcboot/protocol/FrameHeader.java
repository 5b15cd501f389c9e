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
    private static final int MAX_MEDIUM = 0xff_ffff;

    /**
     * Reads a header.
     *
     * @param maxLength the most that may follow a header; checked before anybody allocates for it
     * @throws ProtocolException if the type is none of this protocol's, the length is above {@code maxLength} or the
     *     stream id is negative
     */
    public static FrameHeader decode(ByteBuf in, int maxLength) {
        long head = in.readLong(); // all but its last byte at once: this is done for every frame
        int type = (int) (head >>> 56);
        if (type < LOWEST_TYPE) {
            throw new ProtocolException(
                    "a frame of type 0x" + hex(type) + ", which is none of this protocol: garbage, or a stray byte");
        }
        int flags = (int) (head >>> 48) & 0xff;
        int length = (int) (head >>> 24) & MAX_MEDIUM;
        if (length > maxLength) {
            throw new ProtocolException("a frame (type 0x" + hex(type) + ") of " + length + " bytes; at most "
                    + maxLength + " are allowed");
        }
        int streamId = (int) head << 8 | in.readUnsignedByte();
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
        write(out, type, flags, 0, streamId);
        return start;
    }

    /** Writes a header; {@code length} is what follows it, from 0 to 2^24 - 1. */
    static void write(ByteBuf out, FrameType type, int flags, int length, int streamId) {
        out.writeLong((long) type.number() << 56 | (long) flags << 48 | (long) length << 24 | streamId >>> 8);
        out.writeByte(streamId);
    }

    /** Sets the length of the frame that begins at {@code start}, as if {@code more} bytes came after those written. */
    static void end(ByteBuf out, int start, int more) {
        out.setMedium(start + 2, out.writerIndex() - start - LENGTH + more);
    }

    private static String hex(int number) {
        return number < 0x10 ? "0" + Integer.toHexString(number) : Integer.toHexString(number);
    }
}
