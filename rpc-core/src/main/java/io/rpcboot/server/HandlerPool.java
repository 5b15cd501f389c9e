package io.rpcboot.server;

import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The default executor: a fork-join pool in its first-in-first-out mode. What it is here for is how it wakes threads:
 * one at a time, and that one wakes the next while there is more to do. A pool that hands each call to a thread of its
 * own pays a context switch for each, several times what a short method takes; this one has a few threads take the calls
 * of a burst one after another, and still brings up all of them when methods block. It needs no bound on what waits,
 * because no more calls are admitted than the server's limit.
 */
final class HandlerPool {

    private static final int KEEP_ALIVE_SECONDS = 60;

    private HandlerPool() {}

    /** A pool of up to so many threads, started as they are needed. */
    static ForkJoinPool create(int threads) {
        AtomicInteger count = new AtomicInteger();
        ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
        return new ForkJoinPool(
                threads,
                pool -> new Worker(pool, "rpc-handler-" + count.incrementAndGet(), classLoader),
                null,
                true,
                0,
                threads,
                0, // with all threads blocked, calls wait: no thread is added beyond the limit
                pool -> true,
                KEEP_ALIVE_SECONDS,
                TimeUnit.SECONDS);
    }

    /** Sees the classes that the pool's creator sees; a plain worker, those of whoever has it started. */
    private static final class Worker extends ForkJoinWorkerThread {

        Worker(ForkJoinPool pool, String name, ClassLoader classLoader) {
            super(pool);
            setName(name);
            setContextClassLoader(classLoader);
        }
    }
}
