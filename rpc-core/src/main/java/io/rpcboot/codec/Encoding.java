package io.rpcboot.codec;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one message being encoded. It is gone over twice in the same order: once for sizes, once to write.
 * What the first pass learns, the lengths of texts and nested messages and converted values, the second finds here, so
 * that no length is worked out twice however deep the nesting is. The array of the second pass has the size that the
 * first one found, or more: its end, and where the pass ends, are the guards against values that change in between.
 */
final class Encoding {

    /** As deep as protobuf's own readers go by default. They count the entries of maps too. */
    static final int MAX_DEPTH = 100;

    /** 2 GiB, less the tag and the length that go before it. */
    private static final int MAX_SIZE = Integer.MAX_VALUE - 16;

    private static final VarHandle FIXED_32 =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle FIXED_64 =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] NO_BYTES = {};
    private static final int[] NO_SIZES = {};
    private static final @Nullable Object[] NO_VALUES = {};

    private int[] sizes;
    private int sizeCount;
    private int nextSize;

    private @Nullable Object[] values = NO_VALUES;
    private int valueCount;
    private int nextValue;

    private int depth;

    private byte[] bytes = NO_BYTES;
    private int position;

    /** With room for so many sizes; more will find it. */
    Encoding(int expectedSizes) {
        sizes = expectedSizes == 0 ? NO_SIZES : new int[expectedSizes];
    }

    /** Keeps a place for a size that is known only after what lies within. */
    int reserve() {
        int place = sizeCount++;
        if (place == sizes.length) {
            sizes = Arrays.copyOf(sizes, Math.max(16, place * 2));
        }
        return place;
    }

    void setSize(int place, int size) {
        if (size > MAX_SIZE) {
            throw tooLarge();
        }
        sizes[place] = size;
    }

    /** The sum of sizes. */
    static int add(int size, int more) {
        int sum = size + more;
        if (sum < 0) {
            throw tooLarge();
        }
        return sum;
    }

    private static Fault tooLarge() {
        return new Fault("a message of more than 2 GiB");
    }

    int nextSize() {
        return sizes[nextSize++];
    }

    int sizeCount() {
        return sizeCount;
    }

    /** Keeps a value for the second pass. */
    void keep(Object value) {
        if (valueCount == values.length) {
            values = Arrays.copyOf(values, Math.max(8, valueCount * 2));
        }
        values[valueCount++] = value;
    }

    Object nextValue() {
        Object value = values[nextValue];
        values[nextValue++] = null;
        if (value == null) {
            throw changed();
        }
        return value;
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw new Fault("more than " + MAX_DEPTH + " messages within one another; is it a cycle?");
        }
    }

    void leave() {
        depth--;
    }

    /** Begins the second pass. */
    void writeTo(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The array of the second pass. */
    byte[] bytes() {
        return bytes;
    }

    /** Where the next byte goes. */
    int position() {
        return position;
    }

    /** Passes over bytes that were written to {@link #bytes} directly. */
    void advance(int count) {
        position += count;
    }

    static Fault changed() {
        return new Fault("was changed while it was being encoded");
    }

    /** The bytes of an unsigned number. */
    static int uint32Size(int value) {
        return (38 - Integer.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** The bytes of an {@code int32}; negative ones are extended to 64 bits. */
    static int int32Size(int value) {
        return value < 0 ? 10 : uint32Size(value);
    }

    /** The bytes of an {@code int64}. */
    static int int64Size(long value) {
        return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
    }

    /** The first pass over a text: the bytes of its length and its characters. */
    int textSize(String text) {
        int length = Utf8.length(text);
        setSize(reserve(), length);
        return uint32Size(length) + length;
    }

    /** The second pass over a text. */
    void text(String text) {
        int length = nextSize();
        uint32(length);
        Utf8.write(text, length, bytes, position);
        position += length;
    }

    void uint32(int value) {
        int rest = value;
        int at = position;
        while ((rest & ~0x7f) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        position = at;
    }

    void int32(int value) {
        if (value >= 0) {
            uint32(value);
        } else {
            int64(value);
        }
    }

    void int64(long value) {
        long rest = value;
        int at = position;
        while ((rest & ~0x7fL) != 0) {
            bytes[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[at++] = (byte) rest;
        position = at;
    }

    void bool(boolean value) {
        bytes[position++] = (byte) (value ? 1 : 0);
    }

    void fixed32(int value) {
        FIXED_32.set(bytes, position, value);
        position += Integer.BYTES;
    }

    void fixed64(long value) {
        FIXED_64.set(bytes, position, value);
        position += Long.BYTES;
    }

    void raw(byte[] value) {
        System.arraycopy(value, 0, bytes, position, value.length);
        position += value.length;
    }
}
