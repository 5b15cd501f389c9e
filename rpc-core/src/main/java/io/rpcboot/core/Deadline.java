package io.rpcboot.core;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The moment at which the caller of a call stops waiting, on this process's monotonic clock. Immutable. It never
 * travels: a request carries the time that remains.
 */
public final class Deadline {

    /** Never. */
    public static final Deadline NONE = new Deadline(Ticker.SYSTEM, 0, false);

    private final Ticker ticker;
    private final long atNanos;
    private final boolean finite;

    private Deadline(Ticker ticker, long atNanos, boolean finite) {
        this.ticker = ticker;
        this.atNanos = atNanos;
        this.finite = finite;
    }

    /** In this many nanoseconds from now; zero and less is a deadline that has passed. */
    public static Deadline afterNanos(long nanos, Ticker ticker) {
        // A quarter of the range is 73 years, and keeps differences from overflowing.
        return new Deadline(ticker, ticker.nanos() + Math.min(nanos, Long.MAX_VALUE / 4), true);
    }

    /** In this time from now, by the system's clock. */
    public static Deadline after(Duration duration) {
        return afterNanos(TimeUnit.NANOSECONDS.convert(duration), Ticker.SYSTEM); // saturates where toNanos() throws
    }

    /** Nanoseconds left; zero or less once it has passed; {@link Long#MAX_VALUE} for {@link #NONE}. */
    public long remainingNanos() {
        return finite ? atNanos - ticker.nanos() : Long.MAX_VALUE;
    }

    /** Whether it has passed. */
    public boolean isExpired() {
        return finite && remainingNanos() <= 0;
    }

    /** Whether there is one. */
    public boolean isFinite() {
        return finite;
    }

    /** Whether it passes before the other; reads no clock if both are of the same one. */
    public boolean isBefore(Deadline other) {
        if (!finite || !other.finite) {
            return finite;
        }
        return ticker == other.ticker ? atNanos - other.atNanos < 0 : remainingNanos() < other.remainingNanos();
    }

    /** The earlier of the two. */
    public Deadline min(Deadline other) {
        return other.isBefore(this) ? other : this;
    }

    @Override
    public String toString() {
        return finite ? "in " + TimeUnit.NANOSECONDS.toMillis(remainingNanos()) + " ms" : "none";
    }
}
