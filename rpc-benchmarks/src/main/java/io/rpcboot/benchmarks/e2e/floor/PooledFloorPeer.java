package io.rpcboot.benchmarks.e2e.floor;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Methods run on 32 threads that one queue feeds, so that they may block; replies are flushed in batches. */
public final class PooledFloorPeer extends FloorPeer {

    private static final int THREADS = 32;

    /** For the service loader. */
    public PooledFloorPeer() {}

    @Override
    public String name() {
        return "pooled";
    }

    @Override
    public String description() {
        return "raw Netty, methods on " + THREADS + " threads, batched flush";
    }

    @Override
    ExecutorService newPool() {
        return Executors.newFixedThreadPool(THREADS);
    }
}
