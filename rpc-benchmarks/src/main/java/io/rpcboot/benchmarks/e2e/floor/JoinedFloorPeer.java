package io.rpcboot.benchmarks.e2e.floor;

import io.netty.channel.Channel;

/** The floor with frames that leave together in one buffer: the fastest that we know. */
public final class JoinedFloorPeer extends FloorPeer {

    /** For the service loader. */
    public JoinedFloorPeer() {}

    @Override
    public String name() {
        return "floor-joined";
    }

    @Override
    public String description() {
        return "raw Netty, methods on the event loop, one buffer a batch";
    }

    @Override
    Batch newBatch(Channel channel) {
        return new Batch.InOneBuffer(channel);
    }
}
