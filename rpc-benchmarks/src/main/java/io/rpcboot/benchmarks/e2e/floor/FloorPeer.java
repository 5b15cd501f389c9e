package io.rpcboot.benchmarks.e2e.floor;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Peer;
import java.net.InetSocketAddress;

/** Methods run on the event loop: as few thread hand-offs as there can be. */
public final class FloorPeer implements Peer {

    /** For the service loader. */
    public FloorPeer() {}

    @Override
    public String name() {
        return "floor";
    }

    @Override
    public String description() {
        return "raw Netty, methods on the event loop";
    }

    @Override
    public boolean choosesConnections() {
        return true;
    }

    @Override
    public Server serve() {
        return new FloorServer(null);
    }

    @Override
    public Client connect(InetSocketAddress server, int connections) {
        return new FloorClient(server, connections);
    }
}
