package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;
import java.time.Duration;

/**
 * What share of its weight an instance takes while its code is compiled and its caches fill: a tenth at once, all of it
 * when the time is over, evenly more between. Safe for use by many threads.
 */
public final class SlowStart {

    private static final double FIRST = 0.1;

    private final Ticker ticker;
    private final long nanos;
    private final long until;
    private volatile boolean over;

    private SlowStart(Ticker ticker, long nanos) {
        this.ticker = ticker;
        this.nanos = nanos;
        this.until = ticker.nanos() + nanos;
        this.over = nanos == 0;
    }

    /** Begins now; zero is all of its weight at once. */
    public static SlowStart of(Duration duration, Ticker ticker) {
        return new SlowStart(ticker, duration.toNanos());
    }

    /** The share now, up to 1. */
    public double share() {
        if (over) {
            return 1;
        }
        long left = until - ticker.nanos();
        if (left <= 0) {
            over = true;
            return 1;
        }
        return FIRST + (1 - FIRST) * (nanos - left) / nanos;
    }
}
