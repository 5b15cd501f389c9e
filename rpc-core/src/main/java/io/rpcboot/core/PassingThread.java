package io.rpcboot.core;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Daemon threads for what is rarely to be done; each ends a second after there was nothing left, and needs no closing. */
public final class PassingThread {

    private static final Logger log = LoggerFactory.getLogger(PassingThread.class);

    private PassingThread() {}

    /** Runs one task after the other on a thread of this name. */
    public static Executor named(String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), daemons(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Hands each task on a second later: for what follows from a start and is not to share its processors. */
    public static Executor soon(Executor executor) {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, executor);
    }

    /** The same at given times. */
    public static Timer timer(String name) {
        return timer(daemons(name));
    }

    /** The same on a thread that is made by this factory, and should be a daemon. */
    public static Timer timer(ThreadFactory threads) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setKeepAliveTime(1, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return (task, delayNanos) -> {
            Future<?> future = executor.schedule(() -> run(task), delayNanos, TimeUnit.NANOSECONDS);
            return () -> future.cancel(false);
        };
    }

    /** What a task throws would be lost with the future that nobody looks at. */
    private static void run(Runnable task) {
        try {
            task.run();
        } catch (Throwable e) {
            log.error("A timed task threw", e);
        }
    }

    private static ThreadFactory daemons(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
