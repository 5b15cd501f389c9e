package io.rpcboot.bootstrap;

import io.rpcboot.client.RpcClient;
import io.rpcboot.context.ContextCarriers;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.AdvertisedAddress;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
 * <p>What it exports itself it calls without the network. Closing it withdraws the exported services, lets calls in progress finish, and closes all connections. Safe for
 * use by many threads.
 */
public final class Rpc implements AutoCloseable {

    private final RegistryConnection registry;
    private final NettyClientTransport transport =
            NettyClientTransport.builder().build();
    private final List<RpcServer> servers = new CopyOnWriteArrayList<>();
    private final RpcClient client;
    private boolean closed; // guarded by servers

    private Rpc(RegistryConnection registry) {
        this.registry = registry;
        this.client = RpcClient.builder()
                .transport(transport)
                .timer(TransportTimer.named("rpc-timer"))
                .discovery(registry.discovery())
                .localServices(new Exported())
                .contextCarrier(ContextCarriers.find())
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
        return connect(registryAddress, RegistryConnection.Options.DEFAULT);
    }

    /** The same with other time-outs, authentication or a file that keeps what the registry said last. */
    public static Rpc connect(String registryAddress, RegistryConnection.Options options) {
        return new Rpc(RegistryConnection.open(RegistryAddress.parse(registryAddress), options));
    }

    /**
     * Exports a bean on a free port and registers it. Programs that export several beans, or want other settings, use
     * {@link #server()}.
     *
     * @throws io.rpcboot.contract.ContractException if the interface cannot be a contract
     * @throws UncheckedIOException if no port can be bound
     * @throws IllegalStateException if this is closed
     */
    public <T> RpcServer export(Class<T> serviceInterface, T bean) {
        RpcServer server = server().export(serviceInterface, bean).build();
        synchronized (servers) {
            if (closed) {
                throw new IllegalStateException("the connection is closed, and nobody would close a server for "
                        + serviceInterface.getName() + "; export before close(), or over another Rpc.connect(…)");
            }
            servers.add(server); // before it starts: what fails half-way is closed with the rest
        }
        try {
            server.start().register();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!registry.hosts().isEmpty()) {
            DialBack.soon(
                    server,
                    advertised().why(),
                    () -> NettyClientTransport.builder().threads(1).build());
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
                .contextCarrier(ContextCarriers.find())
                .advertise(
                        bound -> InetSocketAddress.createUnresolved(advertised().host(), bound.getPort()));
    }

    private AdvertisedAddress advertised() {
        return AdvertisedAddress.choose(AdvertisedAddress.Wishes.NONE, registry.hosts());
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
            closed = true;
        }
        servers.forEach(RpcServer::close);
        client.close();
        transport.close();
        registry.close();
    }

    /** What {@link #export} has exported so far. */
    private final class Exported implements LocalServices {

        @Override
        public @Nullable RpcHandler find(ServiceId service, Class<?> serviceInterface, String method) {
            return first(services -> services.find(service, serviceInterface, method));
        }

        @Override
        public @Nullable RpcHandler findRemote(ServiceId service, String method) {
            return first(services -> services.findRemote(service, method));
        }

        private @Nullable RpcHandler first(Function<LocalServices, @Nullable RpcHandler> search) {
            for (RpcServer server : servers) {
                RpcHandler handler = search.apply(server.localServices());
                if (handler != null) {
                    return handler;
                }
            }
            return null;
        }

        @Override
        public boolean isComplete() {
            return false;
        }
    }
}
