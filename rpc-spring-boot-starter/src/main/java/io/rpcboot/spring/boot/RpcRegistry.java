package io.rpcboot.spring.boot;

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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;

/**
 * The context's one connection to its registry, which is made when somebody needs it, and the registry itself if it is
 * an embedded one. Destroyed after all who use it. Safe for use by many threads.
 */
final class RpcRegistry implements DisposableBean {

    private final RpcProperties.Registry properties;
    private final String application;
    private final Deque<AutoCloseable> closeables = new ArrayDeque<>();
    private @Nullable Connected connected;
    private boolean destroyed;

    private record Connected(ServiceRegistry registry, ServiceDiscovery discovery, List<RegistryAddress.Host> hosts) {}

    RpcRegistry(RpcProperties.Registry properties, String application) {
        this.properties = properties;
        this.application = application;
    }

    /** Whether an address is set. */
    boolean isConfigured() {
        String address = properties.address();
        return address != null && !address.isBlank();
    }

    /** Where to register. */
    ServiceRegistry registry() {
        return connect().registry();
    }

    /** Where to look up. */
    ServiceDiscovery discovery() {
        return connect().discovery();
    }

    /** Where it is; empty if it is not in the network. */
    List<RegistryAddress.Host> hosts() {
        return connect().hosts();
    }

    /** Which one it is and how it does. */
    String describe() {
        return connect().discovery().describe();
    }

    /** No address is set, and somebody needs one. */
    static RpcStartException missing(String why, String otherwise) {
        return new RpcStartException(
                why + ", but no registry is configured: rpc.registry.address is not set.",
                "Set one of\n"
                        + "  - rpc.registry.address=zookeeper://127.0.0.1:2181 for a ZooKeeper that runs there\n"
                        + "  - rpc.registry.address=embedded for one inside this process (dependency"
                        + " io.rpcboot:rpc-embedded-registry)\n"
                        + "  - " + otherwise);
    }

    private synchronized Connected connect() {
        Connected current = connected;
        if (current == null) {
            if (destroyed) {
                throw new IllegalStateException("the application context is closed");
            }
            try {
                current = open();
            } catch (RuntimeException e) {
                destroy();
                throw e;
            }
            connected = current;
        }
        return current;
    }

    private Connected open() {
        RegistryAddress address = parse();
        if (address instanceof RegistryAddress.Memory memory) {
            InMemoryRegistry registry = InMemoryRegistry.named(memory.name());
            return new Connected(registry, registry, List.of());
        }
        RegistryAddress.ZooKeeper zooKeeper;
        if (address instanceof RegistryAddress.Embedded embedded) {
            EmbeddedRegistryProvider.Running running = start(embedded);
            closeables.push(running);
            zooKeeper = running.address();
        } else {
            zooKeeper = (RegistryAddress.ZooKeeper) address;
        }
        ZooKeeperClient client = ZooKeeperClient.connect(new ZooKeeperOptions(
                zooKeeper,
                properties.sessionTimeout(),
                properties.connectTimeout(),
                properties.username(),
                properties.password()));
        closeables.push(client);
        if (properties.check() && !client.awaitConnected(properties.connectTimeout())) {
            throw unreachable(zooKeeper);
        }
        ZooKeeperRegistry registry = new ZooKeeperRegistry(client);
        closeables.push(registry);
        ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(client, self());
        closeables.push(discovery);
        return new Connected(registry, discovery, zooKeeper.hosts());
    }

    private RegistryAddress parse() {
        try {
            return RegistryAddress.parse(String.valueOf(properties.address()));
        } catch (IllegalArgumentException e) {
            throw new RpcStartException(
                    "rpc.registry.address cannot be understood: " + e.getMessage() + ".",
                    "Correct rpc.registry.address.",
                    e);
        }
    }

    private static EmbeddedRegistryProvider.Running start(RegistryAddress.Embedded embedded) {
        try {
            return EmbeddedRegistryProvider.find().start(embedded.port(), embedded.data());
        } catch (IllegalStateException e) {
            String message = String.valueOf(e.getMessage());
            int cure = message.indexOf("; ");
            throw cure < 0
                    ? e
                    : new RpcStartException(
                            capitalized(message.substring(0, cure)) + ".",
                            capitalized(message.substring(cure + 2)) + ".",
                            e);
        }
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private RpcStartException unreachable(RegistryAddress.ZooKeeper address) {
        return new RpcStartException(
                "The registry " + address + " did not answer within "
                        + properties.connectTimeout().toMillis() + " ms, and rpc.registry.check is true.",
                "Start a ZooKeeper there (from its bin package: bin/zkServer.sh start), correct rpc.registry.address, or"
                        + " remove rpc.registry.check to start without it; it is then used as soon as it is there.");
    }

    private ConsumerInfo self() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (java.net.UnknownHostException e) {
            host = "localhost";
        }
        long pid = ProcessHandle.current().pid();
        return new ConsumerInfo(host + "-" + pid + "-" + UUID.randomUUID(), application, host, pid);
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
        while (!closeables.isEmpty()) {
            try {
                closeables.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing the registry failed", e);
            }
        }
    }
}
