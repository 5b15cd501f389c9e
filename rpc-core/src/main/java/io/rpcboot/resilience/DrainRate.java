package io.rpcboot.resilience;

import io.rpcboot.core.Ticker;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * How fast something full empties: a queue that all threads work at, a limit that is reached. Measured in windows, and
 * only by those who ask, so that what leaves costs a count. Safe for use by many threads.
 */
public final class DrainRate {

    private static final long WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** So many make a window of the shortest length; fewer could be chance. */
    private static final int ENOUGH = 10;

    /** A window of this length tells something even if less has left, or nothing; without a question in it, nothing. */
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Ticker ticker;
    private final LongAdder drained = new LongAdder();

    /** It was not full for a moment: what was counted before tells nothing of how fast it can empty. */
    private volatile boolean interrupted = true;

    // The rest is guarded by this.
    private long askedAt;
    private long beganAt;
    private long countAtBegin;
    private long each;

    /** Nothing is known yet. */
    public DrainRate(Ticker ticker) {
        this.ticker = ticker;
    }

    /** Something has left while it was full. */
    public void drained() {
        drained.increment();
    }

    /** It is not full any more, or was not for a moment. */
    public void interrupt() {
        if (!interrupted) {
            interrupted = true;
        }
    }

    /**
     * Nanoseconds between two that leave, as it was of late; 0 if that is not known. To be asked while it is full, and
     * time and again: the first answer is 0, and so is one after a second without a question.
     */
    public synchronized long nanosEach() {
        long now = ticker.nanos();
        if (interrupted || now - askedAt > LONG_NANOS) {
            interrupted = false;
            begin(now);
            each = 0;
        } else {
            long elapsed = now - beganAt;
            long count = drained.sum() - countAtBegin;
            if (elapsed >= WINDOW_NANOS && count >= ENOUGH || elapsed >= LONG_NANOS && count > 0) {
                each = elapsed / count;
                begin(now);
            } else if (elapsed >= LONG_NANOS) {
                each = elapsed; // at least
            }
        }
        askedAt = now;
        return each;
    }

    private void begin(long now) {
        beganAt = now;
        countAtBegin = drained.sum();
    }
}
