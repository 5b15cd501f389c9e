package io.rpcboot.demo.consumer.story;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Calls one after the other, on several threads, until told to stop. */
final class Load {

    private final Call call;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstFailure = new AtomicReference<>();
    private volatile boolean stopped;

    private Load(Call call) {
        this.call = call;
    }

    /** One call; true if it came out as it should. */
    @FunctionalInterface
    interface Call {
        boolean make() throws Exception;
    }

    /**
     * How it went.
     *
     * @param calls how many calls were made
     * @param failed how many of them failed
     * @param firstFailure what the first of those said; null if there was none
     * @param p50 how many microseconds a call took in the middle
     * @param p99 how many at most 99 of 100 calls took
     * @param max how many the slowest took
     */
    record Result(int calls, int failed, @Nullable String firstFailure, long p50, long p99, long max) {}

    /** Begins to call. */
    static Load start(int threads, Call call) {
        Load load = new Load(call);
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(load::run, "load-" + i);
            thread.setDaemon(true);
            load.threads.add(thread);
        }
        load.threads.forEach(Thread::start);
        return load;
    }

    /** How many calls have ended so far. */
    int made() {
        return made.get();
    }

    /** Makes no further call and waits for those under way. */
    Result stop() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return new Result(
                made.get(),
                failed.get(),
                firstFailure.get(),
                micros(sorted, 0.5),
                micros(sorted, 0.99),
                micros(sorted, 1));
    }

    private static long micros(long[] sorted, double quantile) {
        int index = (int) Math.min(sorted.length - 1, quantile * sorted.length);
        return sorted.length == 0 ? 0 : sorted[index] / 1000;
    }

    private void run() {
        while (!stopped) {
            long start = System.nanoTime();
            try {
                if (!call.make()) {
                    fail("a wrong answer");
                }
            } catch (Exception e) {
                fail(e.toString());
            }
            nanos.add(System.nanoTime() - start);
            made.incrementAndGet();
        }
    }

    private void fail(String why) {
        failed.incrementAndGet();
        firstFailure.compareAndSet(null, why);
    }
}
