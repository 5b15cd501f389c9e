package io.rpcboot.bootstrap;

import io.rpcboot.client.RpcClient;
import io.rpcboot.registry.AdvertisedAddress;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import io.rpcboot.transport.netty.NettyTimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Everything that a program without Spring needs, for one registry:
 *
 * <pre>{@code
 * try (Rpc rpc = Rpc.connect("zookeeper://127.0.0.1:2181")) {
 *     rpc.export(FriendService.class, new JdbcFriendService());
 *     UserService users = rpc.refer(UserService.class);
 *     …
 * }
 * }</pre>
 *
 * <p>Closing it withdraws the exported services, lets calls in progress finish, and closes all connections. Safe for
 * use by many threads.
 */
public final class Rpc implements AutoCloseable {

    private final RegistryConnection registry;
    private final NettyTimer timer = new NettyTimer("rpc-timer");
    private final NettyClientTransport transport =
            NettyClientTransport.builder().build();
    private final List<RpcServer> servers = new ArrayList<>();
    private final RpcClient client;

    private Rpc(RegistryConnection registry) {
        this.registry = registry;
        this.client = RpcClient.builder()
                .transport(transport)
                .timer(timer)
                .discovery(registry.discovery())
                .build();
    }

    /**
     * Connects to the registry, in the background.
     *
     * @param registryAddress {@code zookeeper://host:port[,host:port][/chroot]}, {@code embedded[:port]} or
     *     {@code memory[:name]}
     * @throws IllegalArgumentException if the address is none of these
     */
    public static Rpc connect(String registryAddress) {
        return new Rpc(
                RegistryConnection.open(RegistryAddress.parse(registryAddress), RegistryConnection.Options.DEFAULT));
    }

    /**
     * Exports a bean on a free port and registers it. Programs that export several beans, or want other settings, use
     * {@link #server()}.
     *
     * @throws io.rpcboot.contract.ContractException if the interface cannot be a contract
     * @throws UncheckedIOException if no port can be bound
     */
    public <T> RpcServer export(Class<T> serviceInterface, T bean) {
        RpcServer server = server().export(serviceInterface, bean).build();
        try {
            server.start().register();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        synchronized (servers) {
            servers.add(server);
        }
        return server;
    }

    /**
     * A server's settings, with transport (a free port), registry and advertised address in place. The server is the
     * caller's to start, to register and to close, before this is closed.
     */
    public RpcServer.Builder server() {
        return RpcServer.builder()
                .transport(NettyServerTransport.builder().build())
                .registry(registry.registry())
                .advertise(bound -> InetSocketAddress.createUnresolved(
                        AdvertisedAddress.choose(AdvertisedAddress.Wishes.NONE, registry.hosts())
                                .host(),
                        bound.getPort()));
    }

    /** A stub of a service in the default group and version. */
    public <T> T refer(Class<T> serviceInterface) {
        return client.refer(serviceInterface);
    }

    /** The client behind the stubs, for references with settings of their own. Closed with this. */
    public RpcClient client() {
        return client;
    }

    /** Withdraws, drains and closes, servers first. Blocks until done. */
    @Override
    public void close() {
        synchronized (servers) {
            servers.forEach(RpcServer::close);
        }
        client.close();
        transport.close();
        timer.close();
        registry.close();
    }
}
