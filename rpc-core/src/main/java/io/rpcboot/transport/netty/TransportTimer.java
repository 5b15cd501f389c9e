package io.rpcboot.transport.netty;

import io.rpcboot.core.Timer;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A {@link Timer} with a daemon thread of its own, which starts with the first task and sleeps until the next is due. */
public final class TransportTimer implements Timer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(TransportTimer.class);

    private final ScheduledThreadPoolExecutor executor;

    /** With a thread of this name. */
    public TransportTimer(String threadName) {
        // Reconnects and time-outs need its thread: a call that blocks it may wait for itself.
        executor = new ScheduledThreadPoolExecutor(1, task -> new TransportThread(task, threadName));
        executor.setRemoveOnCancelPolicy(true);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if the timer is closed
     */
    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        try {
            Future<?> future = executor.schedule(() -> run(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the timer is closed", e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            log.error("A task of the timer threw", e);
        }
    }

    /** Drops what waits and ends the thread. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
