package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Completion;
import io.rpcboot.benchmarks.e2e.Operation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Calls that follow each other: the end of one starts the next, on the thread that hears of the end. */
final class AsyncLoad extends Load {

    private final Chain[] chains;
    private final CountDownLatch ended;

    AsyncLoad(Client client, Operation operation, int outstanding) {
        super(client, operation);
        chains = new Chain[outstanding];
        ended = new CountDownLatch(outstanding);
        for (int i = 0; i < outstanding; i++) {
            chains[i] = new Chain((long) i * 1_000_003);
        }
    }

    @Override
    void start() {
        for (Chain chain : chains) {
            chain.run();
        }
    }

    @Override
    boolean awaitEnd(long nanos) throws InterruptedException {
        return ended.await(nanos, TimeUnit.NANOSECONDS);
    }

    private final class Chain implements Completion {

        private long n;
        private long begin;

        /** Set by the first of two: the return of the start, the end of the call. The second goes on, so that no stack grows. */
        private final AtomicBoolean firstOfTwo = new AtomicBoolean();

        Chain(long first) {
            this.n = first;
        }

        void run() {
            boolean again = true;
            while (again) {
                if (isStopped()) {
                    ended.countDown();
                    return;
                }
                firstOfTwo.set(false);
                begin = n % TIMED == 0 ? System.nanoTime() : 0;
                client.start(operation, n, this);
                again = !firstOfTwo.compareAndSet(false, true);
            }
        }

        @Override
        public void done(@Nullable Throwable error) {
            if (begin != 0) {
                meter.latency(System.nanoTime() - begin);
            }
            meter.count(error);
            n++;
            if (!firstOfTwo.compareAndSet(false, true)) {
                run();
            }
        }
    }
}
