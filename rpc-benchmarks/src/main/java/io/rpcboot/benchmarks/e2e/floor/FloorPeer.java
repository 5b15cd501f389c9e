package io.rpcboot.benchmarks.e2e.floor;

import io.netty.channel.Channel;
import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Peer;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/** Methods run on the event loop: as few thread hand-offs as there can be. */
public class FloorPeer implements Peer {

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
    public final boolean choosesConnections() {
        return true;
    }

    /** Where methods run; null is the event loop. */
    @Nullable
    ExecutorService newPool() {
        return null;
    }

    Batch newBatch(Channel channel) {
        return new Batch.OfWrites(channel);
    }

    @Override
    public final Server serve() {
        return new FloorServer(newPool(), this::newBatch);
    }

    @Override
    public final Client connect(InetSocketAddress server, int connections) {
        return new FloorClient(server, connections, this::newBatch);
    }
}
