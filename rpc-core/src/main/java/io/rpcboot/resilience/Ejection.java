package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches one instance for being worse than others could be, and says for how long it is then left alone: 10 s the first
 * time, 10 s more each time after, up to 5 minutes; each 10 s in use take one time back. The figures are Envoy's. Safe
 * for use by many threads; costs a healthy instance's calls two reads.
 */
public final class Ejection {

    /** Failures without a success between. */
    private static final int IN_A_ROW = 5;

    /** Failures among all calls of late. */
    private static final double RATE = 0.5;

    /** How much the latest call counts in the rate: half of what the rate says is of the last fourteen. */
    private static final double SMOOTHING = 0.05;

    /** Times as slow as is typical, which the instance has a part in: that makes it worth a look at the others. */
    private static final double NOTABLE = 2;

    /** Times as slow as others, or failing as often. */
    private static final double WORSE = 3;

    /** Slow answers without a quick one between; a pause of the JVM makes several at once. */
    private static final int SLOW_IN_A_ROW = 20;

    private static final long UNIT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int MAX_TIMES = 30;

    private final Ticker ticker;
    private volatile int failuresInARow;
    private volatile int failuresUnjudged;
    private volatile boolean timedOut;
    private volatile double failureRate;
    private volatile int slowInARow;

    // Guarded by this.
    private int times;
    private long returnedAt;
    private long until;
    private @Nullable String reason;

    /** In use. */
    public Ejection(Ticker ticker) {
        this.ticker = ticker;
        this.returnedAt = ticker.nanos();
    }

    /** A call ended well. */
    public void succeeded() {
        if (failuresInARow != 0) {
            failuresInARow = 0;
        }
        double rate = failureRate;
        if (rate != 0) {
            failureRate = rate < 1e-3 ? 0 : rate * (1 - SMOOTHING);
        }
    }

    /**
     * A call failed in a way that speaks against the instance.
     *
     * @param timedOut because there was no answer in time
     */
    public synchronized void failed(boolean timedOut) {
        this.timedOut = timedOut;
        failuresInARow++;
        failuresUnjudged++;
        failureRate = failureRate * (1 - SMOOTHING) + SMOOTHING;
    }

    /** An answer took so many times as long as such answers do. */
    public void took(double relative) {
        if (relative >= NOTABLE) {
            slower();
        } else if (slowInARow != 0) {
            slowInARow = 0;
        }
    }

    private synchronized void slower() {
        slowInARow++;
    }

    /** Whether it had better be left alone: it is failing, or slow, which counts only if others are not. */
    public boolean isDue() {
        return isFailing() || slowInARow >= SLOW_IN_A_ROW;
    }

    /** Whether it fails so much that it is worth a look at the others. */
    public boolean isFailing() {
        return failuresInARow >= IN_A_ROW || isFailingMostly();
    }

    private boolean isFailingMostly() {
        return failureRate >= RATE && failuresUnjudged >= IN_A_ROW;
    }

    /**
     * Whether it fails by not answering in time. Who is just too late for all calls may be hardly slower than one that is
     * in time for all: then slowness is to be compared, not {@link #failureRate}.
     */
    public boolean isTimingOut() {
        return timedOut;
    }

    /** What part of its calls failed of late. */
    public double failureRate() {
        return failureRate;
    }

    /** Whether one {@link Slowness}, or {@link #failureRate}, is that of an outlier beside another. */
    public static boolean isOutlier(double own, double another) {
        return own >= WORSE * another;
    }

    /** It is left alone from now on, or once more because it is no better; returns for how many nanoseconds. */
    public synchronized long begin() {
        long now = ticker.nanos();
        reason = isDue() || reason == null ? reason() : reason;
        times = (int) Math.max(0, times - (now - returnedAt) / UNIT_NANOS);
        times = Math.min(times + 1, MAX_TIMES);
        until = now + times * UNIT_NANOS;
        forget();
        return until - now;
    }

    /** Nobody knows yet whether it is any better: it is left alone as long again; returns for how many nanoseconds. */
    public synchronized long again() {
        long left = times * UNIT_NANOS;
        until = ticker.nanos() + left;
        forget();
        return left;
    }

    /** It goes on, for want of better ones; the next look is worth its while when as much has happened again. */
    public synchronized void spare() {
        failuresInARow = 0;
        failuresUnjudged = 0;
        slowInARow = 0;
    }

    private void forget() {
        spare();
        failureRate = 0;
    }

    private String reason() {
        return failuresInARow >= IN_A_ROW
                ? failuresInARow + " failures in a row"
                : isFailingMostly()
                        ? "failures of every other call"
                        : slowInARow + " slow answers in a row, " + (int) WORSE + " times as slow as others";
    }

    /** It is in use again; calls from before that ended meanwhile do not count. */
    public synchronized void end() {
        reason = null;
        forget();
        returnedAt = ticker.nanos();
    }

    /** The time is over, but it is only tried as yet: {@link #end} or {@link #begin} comes of that. */
    public synchronized void pause() {
        forget();
        returnedAt = ticker.nanos();
    }

    /** For people: why it is left alone, and how long still; null if it is in use. */
    public synchronized @Nullable String describe() {
        if (reason == null) {
            return null;
        }
        long left = until - ticker.nanos();
        return left > 0
                ? "ejected for " + TimeUnit.NANOSECONDS.toSeconds(left) + " s more after " + reason
                : "to be tried by one call after " + reason;
    }
}
