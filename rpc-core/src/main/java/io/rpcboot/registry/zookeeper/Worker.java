package io.rpcboot.registry.zookeeper;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread for work that may block on ZooKeeper. Its tasks are logged when they fail, and dropped once it is closed. */
final class Worker implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Worker.class);

    private final ScheduledThreadPoolExecutor executor;

    Worker(String name) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
    }

    void execute(Runnable task) {
        schedule(task, Duration.ZERO);
    }

    void schedule(Runnable task, Duration delay) {
        try {
            ScheduledFuture<?> scheduled =
                    executor.schedule(() -> run(task), Math.max(0, delay.toNanos()), TimeUnit.NANOSECONDS);
            log.trace("Scheduled {}", scheduled);
        } catch (RejectedExecutionException e) {
            log.trace("Dropped {}: closed", task);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            log.error("Looking after the registry failed", e);
        }
    }

    /** Interrupts what runs and drops what waits. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
