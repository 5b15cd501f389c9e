package io.rpcboot.benchmarks.e2e.ours;

import io.rpcboot.server.RpcServer;

/** Methods run on the event loop, as those that never block may. */
public final class DirectPeer extends RpcBootPeer {

    /** For the service loader. */
    public DirectPeer() {}

    @Override
    public String name() {
        return "ours-direct";
    }

    @Override
    public String description() {
        return "rpc-core, direct executor";
    }

    @Override
    protected void configure(RpcServer.Builder server) {
        server.executor(RpcServer.DIRECT);
    }
}
