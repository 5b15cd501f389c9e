package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EmbeddedRegistryProviderTest {

    @Test
    void whereThereIsNoneTheErrorNamesTheDependency() {
        assertThatThrownBy(EmbeddedRegistryProvider::find)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the registry address \"embedded\" needs the dependency io.rpcboot:rpc-embedded-registry;"
                        + " add it, or set rpc.registry.address to zookeeper://host:port");
    }
}
