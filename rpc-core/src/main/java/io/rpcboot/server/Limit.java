package io.rpcboot.server;

import io.rpcboot.core.Ticker;
import io.rpcboot.resilience.ConcurrencyLimiter;
import io.rpcboot.resilience.DrainRate;

/** How many calls may be in progress at once, of a method, a service or a server. Safe for use by many threads. */
final class Limit {

    private final ConcurrencyLimiter limiter;
    private final String setting;
    private final DrainRate rate;

    /** {@code setting} is what a refusal names. */
    Limit(int limit, String setting, Ticker ticker) {
        this.limiter = new ConcurrencyLimiter(limit);
        this.setting = setting;
        this.rate = new DrainRate(ticker);
    }

    /** Admits one more if there is room; whoever is admitted must {@link #release} or {@link #giveBack} once. */
    boolean tryAcquire() {
        return limiter.tryAcquire();
    }

    /** One is done. */
    void release() {
        if (limiter.release()) {
            rate.drained();
        }
    }

    /** One did not even begin, which tells nothing of how fast others are done. */
    void giveBack() {
        limiter.release();
    }

    int inProgress() {
        return limiter.inProgress();
    }

    /** Why there is no room. */
    String reason() {
        return limiter.limit() + " calls are in progress already (" + setting + ")";
    }

    /** After how long all that are in progress now will be done, of which calls were refused of late; 0 if unknown. */
    long nanosToDrain() {
        return rate.nanosEach() * limiter.limit();
    }

    @Override
    public String toString() {
        return Integer.toString(limiter.limit());
    }
}
