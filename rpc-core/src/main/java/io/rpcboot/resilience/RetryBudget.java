package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Keeps retries from multiplying a failure: in any ten seconds a fifth of the calls, or ten a second where that is more,
 * so that a quiet client may retry at all. The figures are those of Finagle's retry budget, which adds the two up: then
 * a client of a hundred calls a second could make 1.3 attempts a call where everything fails. Safe for use by many
 * threads; counts may be off by a few where threads meet at the turn of a second.
 */
public final class RetryBudget {

    private static final int WINDOW_SECONDS = 10;
    private static final double SHARE_OF_CALLS = 0.2;
    private static final int MINIMUM_PER_SECOND = 10;

    private final Ticker ticker;
    private final long origin;
    private final AtomicIntegerArray calls = new AtomicIntegerArray(WINDOW_SECONDS);
    private final AtomicIntegerArray retries = new AtomicIntegerArray(WINDOW_SECONDS);
    private volatile long second;

    /** A full budget. */
    public RetryBudget(Ticker ticker) {
        this.ticker = ticker;
        this.origin = ticker.nanos();
    }

    /** A call has begun. */
    public void recordCall() {
        calls.incrementAndGet(slot());
    }

    /** Takes a retry out of the budget; false if there is none left. */
    public boolean tryRetry() {
        int slot = slot();
        retries.incrementAndGet(slot); // ahead of the look, so that threads that meet here take no more than there is
        if (sum(retries) <= Math.max(SHARE_OF_CALLS * sum(calls), MINIMUM_PER_SECOND * WINDOW_SECONDS)) {
            return true;
        }
        retries.decrementAndGet(slot);
        return false;
    }

    private int slot() {
        long now = TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - origin);
        if (now != second) {
            moveTo(now);
        }
        return (int) (now % WINDOW_SECONDS);
    }

    private synchronized void moveTo(long now) {
        for (long passed = Math.max(second + 1, now - WINDOW_SECONDS + 1); passed <= now; passed++) {
            calls.set((int) (passed % WINDOW_SECONDS), 0);
            retries.set((int) (passed % WINDOW_SECONDS), 0);
        }
        second = Math.max(second, now);
    }

    private static int sum(AtomicIntegerArray counts) {
        int sum = 0;
        for (int i = 0; i < counts.length(); i++) {
            sum += counts.get(i);
        }
        return sum;
    }
}
