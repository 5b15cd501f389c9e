package io.rpcboot.spring.boot;

import io.rpcboot.bootstrap.RegistryConnection;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.registry.ServiceRegistry;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.logging.LoggingSystem;

/**
 * The context's one connection to its registry, which is made when somebody needs it, and the registry itself if it is
 * an embedded one. Destroyed after all who use it. Safe for use by many threads.
 */
final class RpcRegistry implements DisposableBean {

    private final RpcProperties.Registry properties;
    private final String application;
    private final @Nullable LoggingSystem logging;
    private @Nullable RegistryConnection connection;
    private boolean destroyed;

    /** @param logging what ZooKeeper is to be quiet in; null if it is not known */
    RpcRegistry(RpcProperties.Registry properties, String application, @Nullable LoggingSystem logging) {
        this.properties = properties;
        this.application = application;
        this.logging = logging;
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

    private synchronized RegistryConnection connect() {
        RegistryConnection current = connection;
        if (current == null) {
            if (destroyed) {
                throw new IllegalStateException("the application context is closed");
            }
            current = open(parse());
            connection = current;
        }
        return current;
    }

    private RegistryConnection open(RegistryAddress address) {
        if (logging != null) {
            QuietRegistryLogging.apply(logging);
        }
        RegistryConnection opened;
        try {
            opened = RegistryConnection.open(
                    address,
                    new RegistryConnection.Options(
                            properties.sessionTimeout(),
                            properties.connectTimeout(),
                            properties.username(),
                            properties.password(),
                            application,
                            cacheFile()));
        } catch (IllegalStateException e) {
            throw notStarted(e);
        }
        if (properties.check()) {
            check(opened, address);
        }
        return opened;
    }

    private @Nullable Path cacheFile() {
        String file = properties.cacheFile();
        try {
            return file == null || file.isBlank() ? null : Path.of(file.trim());
        } catch (InvalidPathException e) {
            throw new RpcStartException(
                    "rpc.registry.cache-file is \"" + file + "\", which is not a path: " + e.getMessage() + ".",
                    "Set it to the path of a file that this process may write, or remove it.",
                    e);
        }
    }

    private void check(RegistryConnection opened, RegistryAddress address) {
        boolean connected = false;
        try {
            connected = opened.awaitConnected(properties.connectTimeout());
        } catch (IllegalStateException e) {
            throw notStarted(e);
        } finally {
            if (!connected) {
                opened.close();
            }
        }
        if (!connected) {
            throw unreachable(address);
        }
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

    /** The messages of registries that cannot be started end in their cure. */
    static RuntimeException notStarted(IllegalStateException failure) {
        String message = String.valueOf(failure.getMessage());
        int cure = message.indexOf("; ");
        return cure < 0
                ? failure
                : new RpcStartException(
                        capitalized(message.substring(0, cure)) + ".",
                        capitalized(message.substring(cure + 2)) + ".",
                        failure);
    }

    private static String capitalized(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    private RpcStartException unreachable(RegistryAddress address) {
        return new RpcStartException(
                "The registry " + address + " did not answer within "
                        + properties.connectTimeout().toMillis() + " ms, and rpc.registry.check is true.",
                "Start a ZooKeeper there (from its bin package: bin/zkServer.sh start), correct rpc.registry.address, or"
                        + " remove rpc.registry.check to start without it; it is then used as soon as it is there.");
    }

    @Override
    public synchronized void destroy() {
        destroyed = true;
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }
}
