package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;

/**
 * How slow one instance is in proportion to others; 1 is as they are. Follows a slow answer at once, a quick one with the
 * memory of {@link TypicalLatency}, and goes back to 1 in the same time while nothing is known (after Finagle's "peak
 * EWMA"). Safe for use by many threads; learns of quick answers at most once a millisecond, so that they do not wait for
 * each other.
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
        double before = value;
        if (relative <= before && now - updatedAt < TypicalLatency.STEP_NANOS) {
            return;
        }
        double kept = kept(now);
        value = relative > before ? Math.min(relative, MOST) : before * kept + relative * (1 - kept);
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
