package io.rpcboot.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts what is in progress, up to a limit. Safe for use by many threads. */
public final class ConcurrencyLimiter {

    private final int limit;
    private final AtomicInteger inProgress = new AtomicInteger();

    /**
     * Admits this many at once.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ConcurrencyLimiter(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "a concurrency limit of " + limit + " admits nothing; it must be at least 1");
        }
        this.limit = limit;
    }

    /** Admits one more if the limit allows; whoever is admitted must {@link #release} once. */
    public boolean tryAcquire() {
        if (inProgress.incrementAndGet() <= limit) {
            return true;
        }
        inProgress.decrementAndGet();
        return false;
    }

    /** One is done; true if the limit had been reached, so that its place is the only one that is free. */
    public boolean release() {
        return inProgress.getAndDecrement() >= limit;
    }

    /** How many may be in progress. */
    public int limit() {
        return limit;
    }

    /** How many are in progress. */
    public int inProgress() {
        return inProgress.get();
    }
}
