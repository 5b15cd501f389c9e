package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.rpcboot.core.LargeArrays;
import java.util.Arrays;

/**
 * A message that arrives in several frames. Memory is taken as bytes arrive, never for a length that the peer only
 * claims: at any moment at most {@value #GROWTH} times what has arrived, unless an array of that size is there already.
 */
final class Reassembly {

    /** Large, so that little is copied twice. */
    private static final int GROWTH = 4;

    private static final byte[] NOTHING = {};

    private final int length;
    private final Budget budget;
    private byte[] bytes = NOTHING;
    private int received;
    private int wireBytes;

    Reassembly(int length, Budget budget) {
        this.length = length;
        this.budget = budget;
    }

    /** How many bytes are still to come. */
    int missing() {
        return length - received;
    }

    int length() {
        return length;
    }

    /** Counts what frames took on the wire. */
    void countWireBytes(int more) {
        wireBytes += more;
    }

    int wireBytes() {
        return wireBytes;
    }

    /** Takes the next {@code count} bytes, at most {@link #missing}; false if the connection's budget is used up. */
    boolean append(ByteBuf in, int count) {
        int needed = received + count;
        if (needed > bytes.length && !reuse() && !grow(needed)) {
            return false;
        }
        in.readBytes(bytes, received, count);
        received = needed;
        return true;
    }

    /** Has an array that is there already, if one is and the budget allows it. */
    private boolean reuse() {
        byte[] whole = received == 0 ? budget.arrays.poll(length) : null;
        if (whole == null) {
            return false;
        }
        if (!budget.take(whole.length)) {
            budget.arrays.give(whole);
            return false;
        }
        bytes = whole;
        return true;
    }

    private boolean grow(int needed) {
        int capacity = (int) Math.min(length, Math.max((long) bytes.length * GROWTH, needed));
        if (!budget.take(capacity - bytes.length)) {
            return false;
        }
        bytes = Arrays.copyOf(bytes, capacity);
        return true;
    }

    /** An array that begins with the message, once nothing is {@link #missing}: {@link #length} bytes of it are. */
    byte[] bytes() {
        return bytes;
    }

    /** Gives back to the connection's budget; to be called once, when the message is complete or given up. */
    void release() {
        budget.give(bytes.length);
    }

    /** Lets the array be used for another message; to be called last, by who alone has it, or not at all. */
    void recycle() {
        budget.arrays.give(bytes);
        bytes = NOTHING;
    }

    /** How much a connection may hold of messages that are not complete. Belongs to one thread. */
    static final class Budget {

        private final long limit;
        private final LargeArrays arrays;
        private long used;

        Budget(long limit, LargeArrays arrays) {
            this.limit = limit;
            this.arrays = arrays;
        }

        long limit() {
            return limit;
        }

        private boolean take(long bytes) {
            if (used + bytes > limit) {
                return false;
            }
            used += bytes;
            return true;
        }

        private void give(long bytes) {
            used -= bytes;
        }
    }
}
