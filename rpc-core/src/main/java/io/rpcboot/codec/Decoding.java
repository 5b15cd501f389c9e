package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** The state of one message being decoded. Nothing is read beyond the end of the message at hand. */
final class Decoding {

    private static final VarHandle FIXED_32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FIXED_64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] bytes;
    private int position;
    private int limit;
    private long weightLeft;

    /**
     * What the objects made of a message may weigh: an empty message within it is two bytes, and an object with all
     * its collections on the heap. More than honest messages take, and little enough for a server to bear.
     */
    private static final int FREE_WEIGHT = 64 << 20;

    private static final int WEIGHT_PER_BYTE = 64;

    /** How many messages lie around the one at hand; the request or response itself lies in none. */
    private int depth = -1;

    Decoding(byte[] bytes, int offset, int length) {
        this.bytes = bytes;
        this.position = offset;
        this.limit = offset + length;
        this.weightLeft = FREE_WEIGHT + (long) WEIGHT_PER_BYTE * length;
    }

    void enter() {
        if (++depth > Encoding.MAX_DEPTH) {
            throw new Fault("more than " + Encoding.MAX_DEPTH + " messages within one another");
        }
    }

    void leave() {
        depth--;
    }

    /** How many messages may lie around one another in the one at hand. */
    int depthLeft() {
        return Encoding.MAX_DEPTH - depth;
    }

    /** Counts an object that is about to be made. */
    void weigh(int weight) {
        weightLeft -= weight;
        if (weightLeft < 0) {
            throw new Fault("the objects of this message take more than " + WEIGHT_PER_BYTE
                    + " times its length and 64 MiB of memory; send less at once");
        }
    }

    /** Reads a length and makes the input end there; gives back what {@link #popLimit} wants. */
    int pushLength() {
        int claimed = int32();
        if (claimed < 0 || claimed > limit - position) {
            throw new Fault("malformed protobuf: a length of " + Integer.toUnsignedString(claimed) + " bytes, of which "
                    + (limit - position) + " are there");
        }
        int outer = limit;
        limit = position + claimed;
        return outer;
    }

    /** Goes on with what lies around the message that has been read to its end. */
    void popLimit(int outer) {
        limit = outer;
    }

    boolean isAtEnd() {
        return position == limit;
    }

    byte[] bytes() {
        return bytes;
    }

    int position() {
        return position;
    }

    /** The next field's number and wire type; 0 at the end. */
    int tag() {
        if (position == limit) {
            return 0;
        }
        int tag = int32();
        if (tag >>> 3 == 0) {
            throw malformed("Protocol message contained an invalid tag (zero).");
        }
        return tag;
    }

    /** The lower 32 bits of a number of any length. */
    int int32() {
        int at = position;
        if (at < limit) {
            byte first = bytes[at];
            if (first >= 0) {
                position = at + 1;
                return first;
            }
        }
        return (int) int64();
    }

    long int64() {
        long value = 0;
        int at = position;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at == limit) {
                throw truncated();
            }
            byte next = bytes[at++];
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                position = at;
                return value;
            }
        }
        throw malformed("CodedInputStream encountered a malformed varint.");
    }

    boolean bool() {
        return int64() != 0;
    }

    int fixed32() {
        return (int) FIXED_32.get(bytes, pass(Integer.BYTES));
    }

    long fixed64() {
        return (long) FIXED_64.get(bytes, pass(Long.BYTES));
    }

    String text() {
        int length = length();
        return Utf8.read(bytes, pass(length), length);
    }

    byte[] raw() {
        int length = length();
        int from = pass(length);
        return Arrays.copyOfRange(bytes, from, from + length);
    }

    private int length() {
        int length = int32();
        if (length < 0) {
            throw malformed("CodedInputStream encountered an embedded string or message which claimed to have negative"
                    + " size.");
        }
        return length;
    }

    /** Passes over bytes that must be there; gives back where they begin. */
    int pass(int count) {
        int from = position;
        if (count > limit - from) {
            throw truncated();
        }
        position = from + count;
        return from;
    }

    /** Passes over all that is left of the message at hand; gives back how much that is. */
    int passRest() {
        int rest = limit - position;
        position = limit;
        return rest;
    }

    /** Passes over the field of this tag. */
    void skip(int tag) {
        switch (tag & 7) {
            case WireFormat.WIRETYPE_VARINT -> int64();
            case WireFormat.WIRETYPE_FIXED64 -> pass(Long.BYTES);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> pass(length());
            case WireFormat.WIRETYPE_START_GROUP -> skipGroup(tag);
            case WireFormat.WIRETYPE_END_GROUP -> throw strayGroupEnd();
            case WireFormat.WIRETYPE_FIXED32 -> pass(Integer.BYTES);
            default -> throw malformed("Protocol message tag had invalid wire type.");
        }
    }

    private void skipGroup(int start) {
        enter();
        int end = (start & ~7) | WireFormat.WIRETYPE_END_GROUP;
        for (int tag = tag(); tag != end; tag = tag()) {
            if (tag == 0) {
                throw strayGroupEnd();
            }
            skip(tag);
        }
        leave();
    }

    // In protobuf's own words: they can be looked up.

    private static Fault malformed(String how) {
        return new Fault("malformed protobuf: " + how);
    }

    private static Fault strayGroupEnd() {
        return malformed("Protocol message end-group tag did not match expected tag.");
    }

    private static Fault truncated() {
        return malformed("While parsing a protocol message, the input ended unexpectedly in the middle of a field."
                + "  This could mean either that the input has been truncated or that an embedded message misreported"
                + " its own length.");
    }
}
