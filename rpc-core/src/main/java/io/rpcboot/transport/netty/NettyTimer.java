package io.rpcboot.transport.netty;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import io.rpcboot.core.Timer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Timer} on a hashed wheel: to schedule and to cancel cost the same however many tasks wait. Accurate to
 * about {@value #TICK_MILLIS} ms. Its daemon thread starts with the first task.
 */
public final class NettyTimer implements Timer, AutoCloseable {

    private static final int TICK_MILLIS = 10;
    private static final int TICKS = 512;

    private final HashedWheelTimer wheel;

    /** With a thread of this name. */
    public NettyTimer(String threadName) {
        this.wheel = new HashedWheelTimer(
                // Reconnects and time-outs need it: a call that blocks it may wait for itself.
                task -> new TransportThread(task, threadName),
                TICK_MILLIS,
                TimeUnit.MILLISECONDS,
                TICKS,
                false);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the timer is closed
     */
    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        Scheduled scheduled = new Scheduled(task);
        scheduled.timeout = wheel.newTimeout(scheduled, Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
        return scheduled;
    }

    /** Drops what waits and ends the thread. */
    @Override
    public void close() {
        wheel.stop();
    }

    private static final class Scheduled implements TimerTask, Cancellable {

        private final Runnable task;
        private @Nullable Timeout timeout;

        Scheduled(Runnable task) {
            this.task = task;
        }

        @Override
        public void run(Timeout due) {
            task.run();
        }

        @Override
        public void cancel() {
            if (timeout != null) {
                timeout.cancel();
            }
        }
    }
}
