package io.rpcboot.resilience;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A quantile of how long calls take, of the last five hundred to a thousand: two histograms with eight steps to each
 * doubling, of which the older one is given up when the younger is full. Safe for use by many threads; where they meet,
 * a few calls may be miscounted.
 */
public final class LatencyQuantile {

    /** Fewer say nothing about the rare ones. */
    private static final int ENOUGH = 100;

    /** Calls in one histogram. */
    private static final int FULL = 500;

    /** The quantile is looked for only so often. A power of two. */
    private static final int CALLS_PER_LOOK = 32;

    private static final int STEP_BITS = 3;
    private static final int STEPS = 1 << STEP_BITS;

    /** The first step is 128 ns wide, and begins at 1 µs. */
    private static final int UNIT_BITS = 7;

    /** What takes longer than an hour counts as if it took that. */
    private static final long LONGEST_NANOS = 1L << 42;

    private final double quantile;
    private final AtomicInteger recorded = new AtomicInteger();
    private volatile AtomicIntegerArray younger = histogram();
    private AtomicIntegerArray older = histogram(); // guarded by this
    private volatile long nanos = Long.MAX_VALUE;

    /**
     * Nothing is known yet.
     *
     * @param quantile which one, between 0 and 1
     */
    public LatencyQuantile(double quantile) {
        this.quantile = quantile;
    }

    /** A call took so many nanoseconds, or at least so many. */
    public void record(long nanos) {
        younger.incrementAndGet(stepOf(nanos));
        if ((recorded.incrementAndGet() & CALLS_PER_LOOK - 1) == 0) {
            look();
        }
    }

    /**
     * At least this share of the calls took no longer than so many nanoseconds; {@link Long#MAX_VALUE} until a hundred
     * calls are known.
     */
    public long nanos() {
        return nanos;
    }

    private synchronized void look() {
        int young = sum(younger);
        int total = young + sum(older);
        if (total < ENOUGH) {
            return;
        }
        long wanted = (long) Math.ceil(total * quantile);
        int step = 0;
        for (long within = at(0); within < wanted; within += at(step)) {
            step++;
        }
        nanos = endOf(step);
        if (young >= FULL) {
            older = younger;
            younger = histogram();
        }
    }

    /** To be called with the lock. */
    private int at(int step) {
        return younger.get(step) + older.get(step);
    }

    private static AtomicIntegerArray histogram() {
        return new AtomicIntegerArray(stepOf(LONGEST_NANOS) + 1);
    }

    private static int sum(AtomicIntegerArray counts) {
        int sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }

    private static int stepOf(long nanos) {
        long units = Math.max(Math.min(nanos, LONGEST_NANOS) >> UNIT_BITS, STEPS);
        int doublings = Long.SIZE - 1 - Long.numberOfLeadingZeros(units) - STEP_BITS;
        return doublings * STEPS + (int) (units >> doublings) - STEPS;
    }

    private static long endOf(int step) {
        return (STEPS + step % STEPS + 1L) << step / STEPS + UNIT_BITS;
    }
}
