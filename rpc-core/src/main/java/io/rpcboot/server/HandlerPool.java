package io.rpcboot.server;

import io.rpcboot.core.Ticker;
import io.rpcboot.resilience.DrainRate;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The default executor. What it is for is how it wakes threads: one at a time, and that one wakes the next while there is
 * more to do. Short methods of a burst are then run by few threads one after another; methods that block still have all
 * threads brought up for them.
 *
 * <p>The JDK's pools were measured in its place. {@code ThreadPoolExecutor} wakes a thread for each call, which costs
 * several times what a short method takes. {@code ForkJoinPool} is as fast; but before 17.0.17 it loses count of its
 * threads and in the end runs nothing (JDK-8330017), and what methods do in parallel streams and joined futures changes
 * on its threads.
 *
 * <p>There is no bound on what waits, because no more calls are admitted than the server's limit.
 */
final class HandlerPool implements Executor {

    private static final Logger log = LoggerFactory.getLogger(HandlerPool.class);

    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** The last to rest is the first to be woken: its stack is still in the caches. */
    private final Deque<Worker> idle = new ConcurrentLinkedDeque<>();

    /** A thread is on its way to its first task. It looks for further tasks itself, so nobody else need be woken. */
    private final AtomicBoolean waking = new AtomicBoolean();

    private final AtomicInteger threads = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
    private final int maxThreads;
    private final long keepAliveNanos;
    private final DrainRate rate;
    private final QueueDelay delay;
    private volatile boolean shutdown;

    /**
     * A pool without threads as yet.
     *
     * @param maxThreads how many there may be
     * @param keepAliveNanos after how much idleness a thread ends
     * @param ticker tells how fast tasks leave the queue
     */
    HandlerPool(int maxThreads, long keepAliveNanos, Ticker ticker) {
        this.maxThreads = maxThreads;
        this.keepAliveNanos = keepAliveNanos;
        this.rate = new DrainRate(ticker);
        this.delay = new QueueDelay(ticker, rate, tasks::size);
    }

    @Override
    public void execute(Runnable task) {
        if (shutdown) {
            throw new RejectedExecutionException("the server is shut down");
        }
        tasks.add(task);
        wake();
    }

    /**
     * How long a task that comes now will probably wait for a thread; 0 while one is free, and while it is not known
     * how long the tasks of late take.
     */
    long expectedWaitNanos() {
        return threads.get() < maxThreads || !idle.isEmpty() || tasks.isEmpty() ? 0 : delay.nanos();
    }

    /** Takes no more tasks. Those it has are run. */
    void shutdown() {
        shutdown = true;
        for (Worker worker = idle.pollFirst(); worker != null; worker = idle.pollFirst()) {
            worker.wake();
        }
    }

    /** To be called whenever there may be a task that no thread will look for. */
    private void wake() {
        do {
            if (waking.get() || !waking.compareAndSet(false, true)) {
                return;
            }
            Worker worker = idle.pollFirst();
            if (worker != null) {
                worker.wake();
                return;
            }
            if (threads.get() < maxThreads) { // nobody else starts one: that takes the right to wake
                start();
                return;
            }
            // All are at work, and look for the next task before they rest. One that came to rest, or ended, meanwhile
            // found the right to wake taken, and left it at that.
            waking.set(false);
        } while (!tasks.isEmpty() && (!idle.isEmpty() || threads.get() < maxThreads));
    }

    private void start() {
        threads.incrementAndGet();
        try {
            new Worker().start();
        } catch (Throwable e) {
            waking.set(false);
            if (threads.decrementAndGet() == 0) {
                throw e; // nobody is there to run the task
            }
            log.warn("No thread could be started for service methods; {} go on", threads, e);
        }
    }

    private final class Worker extends Thread {

        private volatile boolean woken;

        Worker() {
            super("rpc-handler-" + started.incrementAndGet());
            setDaemon(true);
            setContextClassLoader(classLoader);
        }

        void wake() {
            woken = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            do {
                Runnable task = tasks.poll();
                waking.set(false); // from here on, what is added later is seen below or wakes another
                while (task != null) {
                    if (!tasks.isEmpty()) {
                        if (threads.get() >= maxThreads) {
                            rate.drained();
                        }
                        HandlerPool.this.wake();
                    }
                    run(task);
                    task = tasks.poll();
                }
                rate.interrupt();
            } while (rest());
        }

        private void run(Runnable task) {
            try {
                task.run();
            } catch (Throwable e) {
                log.error("A task of the handler pool failed", e);
            } finally {
                Thread.interrupted(); // who interrupted meant that task, not the next
            }
        }

        /** Waits to be woken; false if it took too long, or if the pool is shut down. */
        private boolean rest() {
            woken = false;
            idle.addFirst(this);
            if (!tasks.isEmpty()) {
                HandlerPool.this.wake(); // added since the last look, by someone who found nobody idle
            }
            long until = System.nanoTime() + keepAliveNanos;
            while (!woken) {
                long left = until - System.nanoTime();
                if ((left <= 0 || shutdown) && idle.remove(this)) {
                    threads.decrementAndGet();
                    if (!tasks.isEmpty()) {
                        HandlerPool.this.wake(); // added by someone who found all threads there are at work
                    }
                    return false;
                }
                LockSupport.parkNanos(this, Math.max(left, 1));
                Thread.interrupted(); // it comes too late for any task, and would keep this thread from parking
            }
            return true;
        }
    }
}
