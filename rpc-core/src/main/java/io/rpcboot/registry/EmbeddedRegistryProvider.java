package io.rpcboot.registry;

import java.nio.file.Path;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Starts a registry within this process; {@code io.rpcboot:rpc-embedded-registry} is one. Found by {@link ServiceLoader}. */
public interface EmbeddedRegistryProvider {

    /**
     * Starts a registry on loopback and waits until it answers.
     *
     * @param port its port; 0 for any free one
     * @param data where it keeps its data; null for a fresh directory that is deleted at its end
     * @throws IllegalStateException if it cannot be started, the port being taken for one; the message says what to do
     */
    Running start(int port, @Nullable Path data);

    /**
     * The provider that is there.
     *
     * @throws IllegalStateException if there is none; names the dependency that brings one
     */
    static EmbeddedRegistryProvider find() {
        return find(EmbeddedRegistryProvider.class.getClassLoader());
    }

    /** {@link #find()}, looking in this class loader. */
    static EmbeddedRegistryProvider find(@Nullable ClassLoader loader) {
        return ServiceLoader.load(EmbeddedRegistryProvider.class, loader)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the registry address \"embedded\" needs the dependency"
                        + " io.rpcboot:rpc-embedded-registry; add it, or set rpc.registry.address to"
                        + " zookeeper://host:port"));
    }

    /** A registry that runs. */
    interface Running extends AutoCloseable {

        /** How to reach it. */
        RegistryAddress.ZooKeeper address();

        /** Stops it, and deletes its data if its directory was a fresh one. Never throws. */
        @Override
        void close();
    }
}
