package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;

/**
 * How long calls of one method typically take, whoever answers: a mean in which what is ten seconds old counts a third,
 * and a geometric one, since a few that are very slow, or one slow instance of three, are not typical. Safe for use by
 * many threads; learns at most once a millisecond, so that they do not wait for each other.
 */
public final class TypicalLatency {

    static final double MEMORY_NANOS = 10e9;

    /** How much time must have passed for more to be learnt: so little weight is not worth a write. */
    static final long STEP_NANOS = 1_000_000;

    private final Ticker ticker;
    private volatile double mean;
    private volatile long updatedAt;

    /** Nothing is known yet. */
    public TypicalLatency(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A call begins; returns what is to be given to one of the others at its end, never 0. */
    public long start() {
        return ticker.nanos() | 1;
    }

    /** A call was answered; returns how long that took in proportion to those so far, 1 for the first. */
    public double record(long startedAt) {
        long now = ticker.nanos();
        double before = mean;
        double relative = relative(now - startedAt, before);
        long passed = now - updatedAt;
        if (before == 0) {
            mean = Math.max(now - startedAt, 1);
            updatedAt = now;
        } else if (passed >= STEP_NANOS) {
            mean = before * Math.pow(relative, -Math.expm1(-passed / MEMORY_NANOS));
            updatedAt = now;
        }
        return relative;
    }

    /** The same of a call that ended otherwise, which says nothing of how long answers take. */
    public double compare(long startedAt) {
        return relative(ticker.nanos() - startedAt, mean);
    }

    private static double relative(long took, double mean) {
        return mean == 0 ? 1 : Math.max(took, 1) / mean;
    }
}
