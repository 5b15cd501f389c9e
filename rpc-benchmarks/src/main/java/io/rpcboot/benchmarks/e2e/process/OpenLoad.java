package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Operation;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls at fixed times. Latency counts from the time at which a call should have begun, so that a stall is charged with all
 * that it delays.
 */
final class OpenLoad extends Load {

    private static final long LOOK_AGAIN_NANOS = 1_000_000;

    private final long intervalNanos;
    private final Thread pacer = new Thread(this::pace, "pacer");
    private final AtomicLong outstanding = new AtomicLong();

    OpenLoad(Client client, Operation operation, int callsPerSecond) {
        super(client, operation);
        this.intervalNanos = 1_000_000_000L / callsPerSecond;
    }

    @Override
    void start() {
        pacer.start();
    }

    private void pace() {
        long due = System.nanoTime();
        for (long n = 0; !isStopped(); n++) {
            long wait = due - System.nanoTime();
            while (wait > 0) {
                LockSupport.parkNanos(this, wait);
                wait = due - System.nanoTime();
            }
            begin(n, due);
            due += intervalNanos;
        }
    }

    private void begin(long n, long due) {
        outstanding.incrementAndGet();
        client.start(operation, n, error -> {
            meter.latency(System.nanoTime() - due);
            meter.count(error);
            outstanding.decrementAndGet();
        });
    }

    @Override
    boolean awaitEnd(long nanos) throws InterruptedException {
        pacer.join();
        long deadline = System.nanoTime() + nanos;
        while (outstanding.get() > 0 && deadline - System.nanoTime() > 0) {
            LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
        }
        return outstanding.get() == 0;
    }
}
