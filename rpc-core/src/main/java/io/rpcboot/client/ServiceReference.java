package io.rpcboot.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A stub and what stands behind it. Safe for use by many threads.
 *
 * @param <T> the interface
 */
public final class ServiceReference<T> implements AutoCloseable {

    private final T stub;
    private final Cluster cluster;
    private final Runnable onClose;

    ServiceReference(T stub, Cluster cluster, Runnable onClose) {
        this.stub = stub;
        this.cluster = cluster;
        this.onClose = onClose;
    }

    /** What to call; safe for use by many threads. */
    public T stub() {
        return stub;
    }

    /**
     * Waits until an instance is connected that the reference can call; false if the time passes first.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean awaitAvailable(Duration timeout) throws InterruptedException {
        return cluster.awaitReady(TimeUnit.NANOSECONDS.convert(timeout));
    }

    /** Whether an instance can be called now; of a lazy reference false until its first call. */
    public boolean isAvailable() {
        return cluster.isReady();
    }

    /** For people: every known instance, and of each why it is called or not. */
    public String explain() {
        return cluster.explainAll();
    }

    /** Stops following the service; calls that wait for an instance, and later ones, end with UNAVAILABLE. */
    @Override
    public void close() {
        onClose.run();
    }
}
