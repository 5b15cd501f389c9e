package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;

/**
 * How slow one instance is in proportion to others; 1 is as they are. A mean with the memory of {@link TypicalLatency},
 * which goes back to 1 in the same time while nothing is known. Following the slowest answers instead, as Finagle's
 * "peak EWMA" does, finds out who is slow no sooner, because calls pile up there at once, and takes chance for slowness
 * where times vary ({@code docs/simulation.md}). Safe for use by many threads; learns at most once a millisecond, so that
 * they do not wait for each other.
 */
public final class Slowness {

    /** No answer says more than this, so that none is remembered for minutes. */
    private static final double MOST = 100;

    /** Closer to 1 than this is 1, and needs no look at the clock. */
    private static final double NEGLIGIBLE = 0.01;

    private final Ticker ticker;
    private volatile double value = 1;
    private volatile long updatedAt;

    /** As slow as others. */
    public Slowness(Ticker ticker) {
        this.ticker = ticker;
        this.updatedAt = ticker.nanos();
    }

    /** An answer took so many times as long as such answers do. */
    public void record(double relative) {
        long now = ticker.nanos();
        if (now - updatedAt < TypicalLatency.STEP_NANOS) {
            return;
        }
        double kept = kept(now);
        value = value * kept + Math.min(relative, MOST) * (1 - kept);
        updatedAt = now;
    }

    /** As it stands now, with what is long ago forgotten. */
    public double current() {
        double last = value;
        return Math.abs(last - 1) < NEGLIGIBLE ? 1 : 1 + (last - 1) * kept(ticker.nanos());
    }

    private double kept(long now) {
        return Math.exp(-Math.max(0, now - updatedAt) / TypicalLatency.MEMORY_NANOS);
    }
}
