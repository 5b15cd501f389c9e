package io.rpcboot.bootstrap;

import io.rpcboot.registry.EmbeddedRegistryProvider;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.registry.ServiceRegistry;
import io.rpcboot.registry.zookeeper.ConsumerInfo;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperDiscovery;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import io.rpcboot.registry.zookeeper.ZooKeeperRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process's one connection to the registry that an address names, and the registry itself if that is an embedded
 * one. Safe for use by many threads.
 */
public final class RegistryConnection implements AutoCloseable {

    /**
     * How to connect, beyond the address.
     *
     * @param sessionTimeout after how long without a sign of life the registry drops this process's entries
     * @param connectTimeout after how long without a connection the user is told
     * @param username for ZooKeeper's digest authentication; null is without
     * @param password belongs to the user name
     * @param application the application's name, for those who look at the registry; may be empty
     * @param cacheFile keeps the last good lists of instances, so that a consumer can start while the registry is down;
     *     null is none. Not used by a registry in memory
     */
    public record Options(
            Duration sessionTimeout,
            Duration connectTimeout,
            @Nullable String username,
            @Nullable String password,
            String application,
            @Nullable Path cacheFile) {

        /** ZooKeeper's usual time-outs, no authentication, no name. */
        public static final Options DEFAULT = new Options(
                ZooKeeperOptions.DEFAULT_SESSION_TIMEOUT,
                ZooKeeperOptions.DEFAULT_CONNECT_TIMEOUT,
                null,
                null,
                "",
                null);

        /** The same with a file that keeps the last good lists. */
        public Options withCacheFile(@Nullable Path file) {
            return new Options(sessionTimeout, connectTimeout, username, password, application, file);
        }
    }

    private final ServiceRegistry registry;
    private final ServiceDiscovery discovery;
    private final List<RegistryAddress.Host> hosts;
    private final @Nullable ZooKeeperClient client;
    private final EmbeddedRegistryProvider.@Nullable Running embedded;

    private RegistryConnection(InMemoryRegistry memory) {
        registry = memory;
        discovery = memory;
        hosts = List.of();
        client = null;
        embedded = null;
    }

    private RegistryConnection(
            RegistryAddress.ZooKeeper address, EmbeddedRegistryProvider.@Nullable Running embedded, Options options) {
        this.embedded = embedded;
        hosts = address.hosts();
        client = ZooKeeperClient.connect(new ZooKeeperOptions(
                address, options.sessionTimeout(), options.connectTimeout(), options.username(), options.password()));
        registry = new ZooKeeperRegistry(client);
        discovery = new ZooKeeperDiscovery(client, consumer(options.application()), options.cacheFile());
    }

    private static ConsumerInfo consumer(String application) {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "localhost";
        }
        long pid = ProcessHandle.current().pid();
        return new ConsumerInfo(host + "-" + pid + "-" + UUID.randomUUID(), application, host, pid);
    }

    /**
     * Connects, in the background: a registry that does not answer is tried again for ever. An embedded one is started
     * first.
     *
     * @throws IllegalStateException if an embedded registry cannot be started; the message says what to do
     */
    public static RegistryConnection open(RegistryAddress address, Options options) {
        if (address instanceof RegistryAddress.Memory memory) {
            return new RegistryConnection(InMemoryRegistry.named(memory.name()));
        }
        if (address instanceof RegistryAddress.Embedded wanted) {
            EmbeddedRegistryProvider.Running running =
                    EmbeddedRegistryProvider.find().start(wanted.port(), wanted.data());
            return new RegistryConnection(running.address(), running, options);
        }
        return new RegistryConnection((RegistryAddress.ZooKeeper) address, null, options);
    }

    /** Where to register. */
    public ServiceRegistry registry() {
        return registry;
    }

    /** Where to look up. */
    public ServiceDiscovery discovery() {
        return discovery;
    }

    /** Where the registry's servers are; empty if it is not in the network. */
    public List<RegistryAddress.Host> hosts() {
        return hosts;
    }

    /**
     * Waits until the registry answers; false if the time passes first.
     *
     * @throws IllegalStateException if it never will, since its client cannot be started; the message says what to do
     */
    public boolean awaitConnected(Duration timeout) {
        return client == null || client.awaitConnected(timeout);
    }

    /** Withdraws what is still registered, disconnects, and stops an embedded registry. */
    @Override
    public void close() {
        discovery.close();
        registry.close();
        if (client != null) {
            client.close();
        }
        if (embedded != null) {
            embedded.close();
        }
    }
}
