package io.rpcboot.server;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The default executor: hands a call to an idle thread, starts a thread if none is idle, and queues only once all are
 * busy. The queue needs no bound of its own, because no more calls are admitted than the server's limit.
 */
final class HandlerPool extends ThreadPoolExecutor {

    private HandlerPool(int threads, Queue queue) {
        super(0, threads, 60, TimeUnit.SECONDS, queue, new Threads(), (task, pool) -> {
            if (pool.isShutdown()) {
                throw new RejectedExecutionException("the server is shut down");
            }
            queue.put(task);
        });
    }

    static HandlerPool create(int threads) {
        return new HandlerPool(threads, new Queue());
    }

    private static final class Queue extends LinkedTransferQueue<Runnable> {

        private static final long serialVersionUID = 1L;

        /** Refuses where no thread waits, which makes the pool start one. */
        @Override
        public boolean offer(Runnable task) {
            return tryTransfer(task);
        }
    }

    private static final class Threads implements java.util.concurrent.ThreadFactory {

        private final AtomicInteger count = new AtomicInteger();

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = new Thread(task, "rpc-handler-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        }
    }
}
