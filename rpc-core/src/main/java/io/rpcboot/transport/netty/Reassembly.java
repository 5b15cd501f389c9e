package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A message that arrives in several frames. Memory is taken as bytes arrive, never for a length that the peer only
 * claims: at any moment at most {@value #GROWTH} times what has arrived.
 */
final class Reassembly {

    /** Large, so that little is copied twice. */
    private static final int GROWTH = 4;

    private final int length;
    private final Budget budget;
    private byte[] bytes = {};
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
        if (needed > bytes.length) {
            int capacity = (int) Math.min(length, Math.max((long) bytes.length * GROWTH, needed));
            if (!budget.take(capacity - bytes.length)) {
                return false;
            }
            bytes = Arrays.copyOf(bytes, capacity);
        }
        in.readBytes(bytes, received, count);
        received = needed;
        return true;
    }

    /** The message, once nothing is {@link #missing}. */
    byte[] bytes() {
        return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Gives back to the connection's budget; to be called once, when the message is complete or given up. */
    void release() {
        budget.give(bytes.length);
    }

    /** How much a connection may hold of messages that are not complete. Belongs to one thread. */
    static final class Budget {

        private final long limit;
        private long used;

        Budget(long limit) {
            this.limit = limit;
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
