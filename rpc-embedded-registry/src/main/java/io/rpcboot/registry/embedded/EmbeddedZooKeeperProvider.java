package io.rpcboot.registry.embedded;

import io.rpcboot.registry.EmbeddedRegistryProvider;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Starts {@link EmbeddedRegistry} where {@code rpc.registry.address} says {@code embedded}. Made by the service loader. */
public final class EmbeddedZooKeeperProvider implements EmbeddedRegistryProvider {

    /** For the service loader. */
    public EmbeddedZooKeeperProvider() {}

    @Override
    public Running start(int port, @Nullable Path data) {
        return EmbeddedRegistry.start(port, data);
    }
}
