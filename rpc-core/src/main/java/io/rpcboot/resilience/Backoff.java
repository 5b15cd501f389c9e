package io.rpcboot.resilience;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Exponential back-off with full jitter: a delay drawn evenly from zero to a bound that doubles with each failure
 * (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015). Immutable.
 */
public final class Backoff {

    private final long firstNanos;
    private final long maxNanos;
    private final DoubleSupplier random;

    /** With the bound of the first delay, the bound of all, and a source of chance from 0 to 1. */
    public Backoff(Duration first, Duration max, DoubleSupplier random) {
        this.firstNanos = first.toNanos();
        this.maxNanos = max.toNanos();
        this.random = random;
    }

    /** The delay in nanoseconds after this many failures in a row, at least one. */
    public long delayNanos(int failures) {
        int doublings = Math.min(Math.max(failures - 1, 0), 40);
        long bound = firstNanos > maxNanos >> doublings ? maxNanos : firstNanos << doublings;
        return (long) (random.getAsDouble() * bound);
    }
}
