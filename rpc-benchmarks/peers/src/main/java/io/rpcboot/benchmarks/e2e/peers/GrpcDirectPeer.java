package io.rpcboot.benchmarks.e2e.peers;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;

/** gRPC-Java with methods and callbacks on its event loops. */
public final class GrpcDirectPeer extends GrpcPeer {

    /** For the service loader. */
    public GrpcDirectPeer() {}

    @Override
    public String name() {
        return "grpc-direct";
    }

    @Override
    public String description() {
        return "gRPC-Java, directExecutor on both sides";
    }

    @Override
    protected void configure(NettyServerBuilder server) {
        server.directExecutor();
    }

    @Override
    protected void configure(NettyChannelBuilder channel) {
        channel.directExecutor();
    }
}
