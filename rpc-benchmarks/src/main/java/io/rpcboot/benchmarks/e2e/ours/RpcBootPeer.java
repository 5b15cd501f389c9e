package io.rpcboot.benchmarks.e2e.ours;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.JavaClient;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.workload.AsyncUserService;
import io.rpcboot.benchmarks.e2e.workload.SampleUserService;
import io.rpcboot.benchmarks.e2e.workload.UserService;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Server and client with default settings; a server's other executors are subclasses. */
public class RpcBootPeer implements Peer {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** For the service loader. */
    public RpcBootPeer() {}

    @Override
    public String name() {
        return "ours";
    }

    @Override
    public String description() {
        return "rpc-core, default settings";
    }

    /** Where methods run. */
    protected void configure(RpcServer.Builder server) {}

    @Override
    public final boolean choosesConnections() {
        return true;
    }

    @Override
    public final Server serve() throws Exception {
        RpcServer.Builder builder = RpcServer.builder()
                .transport(NettyServerTransport.builder().host("127.0.0.1").build())
                .export(UserService.class, new SampleUserService());
        configure(builder);
        RpcServer server = builder.build().start();
        return new Server() {
            @Override
            public int port() {
                return server.address().getPort();
            }

            @Override
            public void close() {
                server.close();
            }
        };
    }

    @Override
    public final Client connect(InetSocketAddress server, int connections) throws InterruptedException {
        NettyClientTransport transport = NettyClientTransport.builder().build();
        RpcClient client = RpcClient.builder()
                .transport(transport)
                .timer(TransportTimer.named("rpc-timer"))
                .connections(connections)
                .build();
        String url = "127.0.0.1:" + server.getPort();
        return new JavaClient(stub(client, UserService.class, url), stub(client, AsyncUserService.class, url), () -> {
            client.close();
            transport.close();
        });
    }

    private static <T> T stub(RpcClient client, Class<T> service, String url) throws InterruptedException {
        ServiceReference<T> reference = client.reference(Reference.to(service).url(url));
        if (!reference.awaitAvailable(PATIENCE)) {
            throw new IllegalStateException(reference.explain());
        }
        return reference.stub();
    }
}
