package io.rpcboot.benchmarks.e2e.floor;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Peer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Methods run on 32 threads that one queue feeds, so that they may block; replies are flushed in batches. */
public final class PooledFloorPeer implements Peer {

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
    public boolean choosesConnections() {
        return true;
    }

    @Override
    public Server serve() {
        return new FloorServer(Executors.newFixedThreadPool(THREADS));
    }

    @Override
    public Client connect(InetSocketAddress server, int connections) {
        return new FloorClient(server, connections);
    }
}
