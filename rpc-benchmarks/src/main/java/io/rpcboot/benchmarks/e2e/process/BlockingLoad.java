package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Operation;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Threads, each of which makes one call after the other. */
final class BlockingLoad extends Load {

    private final Thread[] threads;

    BlockingLoad(Client client, Operation operation, int count) {
        super(client, operation);
        threads = new Thread[count];
        for (int i = 0; i < count; i++) {
            long first = (long) i * 1_000_003;
            threads[i] = new Thread(() -> loop(first), "caller-" + i);
        }
    }

    @Override
    void start() {
        for (Thread thread : threads) {
            thread.start();
        }
    }

    private void loop(long first) {
        for (long n = first; !isStopped(); n++) {
            boolean timed = n % TIMED == 0;
            long begin = timed ? System.nanoTime() : 0;
            Throwable error = null;
            try {
                client.call(operation, n);
            } catch (Exception e) {
                error = e;
            }
            if (timed) {
                meter.latency(System.nanoTime() - begin);
            }
            meter.count(error);
        }
    }

    @Override
    boolean awaitEnd(long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
        }
        return Arrays.stream(threads).noneMatch(Thread::isAlive);
    }
}
