package io.rpcboot.server;

import io.rpcboot.core.Ticker;
import io.rpcboot.resilience.DrainRate;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * How long what comes now will wait in a queue: for all that is there already, as fast as it leaves. Looked at now and
 * then, because to count what is there takes time. Safe for use by many threads.
 */
final class QueueDelay {

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Ticker ticker;
    private final DrainRate rate;
    private final IntSupplier length;

    // Guarded by this.
    private boolean looked;
    private long lookedAt;
    private long nanos;

    QueueDelay(Ticker ticker, DrainRate rate, IntSupplier length) {
        this.ticker = ticker;
        this.rate = rate;
        this.length = length;
    }

    /** In nanoseconds; 0 if it is not known. To be asked only while there is a queue. */
    synchronized long nanos() {
        long now = ticker.nanos();
        if (!looked || now - lookedAt >= PAUSE_NANOS) {
            looked = true;
            lookedAt = now;
            long each = rate.nanosEach();
            nanos = each == 0 ? 0 : each * length.getAsInt();
        }
        return nanos;
    }
}
