package io.rpcboot.benchmarks.e2e.peers;

import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** gRPC-Java with its default executors. */
public class GrpcPeer implements Peer {

    /** For the service loader. */
    public GrpcPeer() {}

    @Override
    public String name() {
        return "grpc";
    }

    @Override
    public String description() {
        return "gRPC-Java, default settings";
    }

    /** Sets a server's executor. */
    protected void configure(NettyServerBuilder server) {}

    /** Sets a client's executor. */
    protected void configure(NettyChannelBuilder channel) {}

    @Override
    public final Server serve() throws IOException {
        NettyServerBuilder builder = NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(GrpcMethods.service());
        configure(builder);
        io.grpc.Server server = builder.build().start();
        return new Server() {
            @Override
            public int port() {
                return server.getPort();
            }

            @Override
            public void close() {
                server.shutdownNow();
            }
        };
    }

    @Override
    public final Client connect(InetSocketAddress server, int connections) {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(server).usePlaintext();
        configure(builder);
        return new GrpcClient(builder.build());
    }
}
