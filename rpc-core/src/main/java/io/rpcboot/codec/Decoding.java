package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The state of one message being decoded. The fields of the message at hand lie in a window of two stacks, primitive
 * ones unboxed; constructors take them from there.
 */
final class Decoding {

    private static final long[] NO_LONGS = {};
    private static final @Nullable Object[] NO_REFS = {};

    /** The first window is often the only one; a second one makes room for a few. */
    private static final int MIN_GROWN = 8;

    private final CodedInputStream in;
    private long[] longs = NO_LONGS;
    private @Nullable Object[] refs = NO_REFS;
    private int longBase;
    private int longTop;
    private int refBase;
    private int refTop;

    /** How many messages lie around the one at hand; the request or response itself lies in none. */
    private int depth = -1;

    private final int length;

    Decoding(byte[] bytes, int offset, int length) {
        this.length = length;
        in = CodedInputStream.newInstance(bytes, offset, length);
    }

    CodedInputStream in() {
        return in;
    }

    /** Reads a length and makes the input end there; gives back what {@link CodedInputStream#popLimit} wants. */
    int pushLength() throws IOException {
        int claimed = in.readRawVarint32();
        if (claimed < 0 || claimed > length - in.getTotalBytesRead()) {
            throw new Fault("malformed protobuf: a length of " + Integer.toUnsignedString(claimed) + " bytes, of which "
                    + (length - in.getTotalBytesRead()) + " are there");
        }
        return in.pushLimit(claimed);
    }

    /** Opens a window for a message; gives back what {@link #leave} wants. */
    long enter(int longCount, @Nullable Object[] defaults) {
        if (++depth > Encoding.MAX_DEPTH) {
            throw new Fault("more than " + Encoding.MAX_DEPTH + " messages within one another");
        }
        long bases = (long) longBase << 32 | refBase;
        longBase = longTop;
        longTop += longCount;
        if (longTop > longs.length) {
            longs = Arrays.copyOf(longs, grown(longs.length, longTop));
        }
        Arrays.fill(longs, longBase, longTop, 0);
        refBase = refTop;
        refTop += defaults.length;
        if (refTop > refs.length) {
            refs = Arrays.copyOf(refs, grown(refs.length, refTop));
        }
        System.arraycopy(defaults, 0, refs, refBase, defaults.length);
        return bases;
    }

    private static int grown(int length, int needed) {
        return length == 0 ? needed : Math.max(MIN_GROWN, Math.max(needed, length * 2));
    }

    void leave(long bases) {
        depth--;
        longTop = longBase;
        refTop = refBase;
        longBase = (int) (bases >>> 32);
        refBase = (int) bases;
    }

    long getLong(int slot) {
        return longs[longBase + slot];
    }

    void setLong(int slot, long value) {
        longs[longBase + slot] = value;
    }

    double getDouble(int slot) {
        return Double.longBitsToDouble(getLong(slot));
    }

    float getFloat(int slot) {
        return Float.intBitsToFloat((int) getLong(slot));
    }

    @Nullable
    Object getRef(int slot) {
        return refs[refBase + slot];
    }

    void setRef(int slot, @Nullable Object value) {
        refs[refBase + slot] = value;
    }

    /** The window's references. */
    @Nullable
    Object[] copyRefs() {
        return Arrays.copyOfRange(refs, refBase, refTop);
    }
}
