package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one message being encoded. It is gone over twice in the same order: once for sizes, once to write.
 * What the first pass learns, the lengths of nested messages and converted values, the second finds here, so that no
 * length is worked out twice however deep the nesting is.
 */
final class Encoding {

    /** As deep as protobuf's own readers go by default. They count the entries of maps too. */
    static final int MAX_DEPTH = 100;

    /** 2 GiB, less the tag and the length that go before it. */
    private static final int MAX_SIZE = Integer.MAX_VALUE - 16;

    private static final int[] NO_SIZES = {};
    private static final @Nullable Object[] NO_VALUES = {};

    private int[] sizes = NO_SIZES;
    private int sizeCount;
    private int nextSize;

    private @Nullable Object[] values = NO_VALUES;
    private int valueCount;
    private int nextValue;

    private int depth;
    private @Nullable CodedOutputStream out;

    /** Keeps a place for a size that is known only after what lies within. */
    int reserve() {
        if (sizeCount == sizes.length) {
            sizes = Arrays.copyOf(sizes, Math.max(16, sizeCount * 2));
        }
        return sizeCount++;
    }

    void setSize(int place, int size) {
        if (size > MAX_SIZE) {
            throw new Fault("a message of more than 2 GiB");
        }
        sizes[place] = size;
    }

    int nextSize() {
        return sizes[nextSize++];
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
    void writeTo(CodedOutputStream out) {
        this.out = out;
    }

    CodedOutputStream out() {
        if (out == null) {
            throw new IllegalStateException("first the sizes, then the bytes");
        }
        return out;
    }

    static Fault changed() {
        return new Fault("was changed while it was being encoded");
    }
}
