package io.rpcboot.benchmarks.e2e;

import java.io.Closeable;

/** Makes calls of the workload, checks each result, and is used by many threads. */
public interface Client extends Closeable {

    /**
     * Makes a call and waits for it.
     *
     * @param n chooses the arguments
     * @throws Exception if it fails, or returns what it should not
     */
    void call(Operation operation, long n) throws Exception;

    /** Makes a call without waiting; the completion hears of its end, on any thread, possibly before this returns. */
    void start(Operation operation, long n, Completion completion);
}
