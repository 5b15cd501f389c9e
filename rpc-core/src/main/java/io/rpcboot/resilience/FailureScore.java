package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;

/**
 * A count of failures that fades: each adds one, and half of the sum is gone after five seconds. Safe for use by many
 * threads; reading costs next to nothing while there were none.
 */
public final class FailureScore {

    private static final double HALF_LIFE_NANOS = 5e9;
    private static final double NEGLIGIBLE = 0.01;

    private final Ticker ticker;
    private volatile double score;
    private long scoredAt;

    /** Zero. */
    public FailureScore(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A failure happened. */
    public synchronized void add() {
        long now = ticker.nanos();
        score = faded(now) + 1;
        scoredAt = now;
    }

    /** The sum, as faded by now. */
    public double current() {
        return score == 0 ? 0 : currentSlow();
    }

    private synchronized double currentSlow() {
        double faded = faded(ticker.nanos());
        if (faded < NEGLIGIBLE) {
            score = 0;
            return 0;
        }
        return faded;
    }

    private double faded(long now) {
        return score * Math.pow(0.5, (now - scoredAt) / HALF_LIFE_NANOS);
    }
}
