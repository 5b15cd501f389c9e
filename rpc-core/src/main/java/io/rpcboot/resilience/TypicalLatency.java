package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;

/**
 * How long calls of one method take on average, whoever answers: a mean in which what is ten seconds old counts a third.
 * Safe for use by many threads; of two results that come at once, one may be lost.
 */
public final class TypicalLatency {

    static final double MEMORY_NANOS = 10e9;

    private final Ticker ticker;
    private volatile double mean;
    private volatile long updatedAt;

    /** Nothing is known yet. */
    public TypicalLatency(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A call begins; returns what is to be given to {@link #compare} at its end, never 0. */
    public long start() {
        return ticker.nanos() | 1;
    }

    /** A call has ended; returns how long it took in proportion to those so far, 1 for the first. */
    public double compare(long startedAt) {
        long now = ticker.nanos();
        double took = Math.max(now - startedAt, 1);
        double before = mean;
        if (before == 0) {
            mean = took;
            updatedAt = now;
            return 1;
        }
        double kept = Math.exp(-Math.max(0, now - updatedAt) / MEMORY_NANOS);
        mean = before * kept + took * (1 - kept);
        updatedAt = now;
        return took / before;
    }
}
