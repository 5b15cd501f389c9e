package io.rpcboot.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InMemoryRegistryTest extends RegistryContractTest {

    private final InMemoryRegistry space = new InMemoryRegistry();

    @Override
    protected ServiceRegistry newRegistry() {
        return space.another();
    }

    @Override
    protected ServiceDiscovery newDiscovery() {
        return space.another();
    }

    @Override
    protected void writeRules(String service, String rules) {
        space.rules(service, rules);
    }

    @Test
    void namedRegistriesAreSharedByNameOnly() throws Exception {
        RpcInstance one = instance(SERVICE, "a:1-x");
        try (InMemoryRegistry provider = InMemoryRegistry.named("InMemoryRegistryTest");
                InMemoryRegistry consumer = InMemoryRegistry.named("InMemoryRegistryTest");
                InMemoryRegistry stranger = InMemoryRegistry.named("InMemoryRegistryTest2")) {
            register(provider, one);

            subscribe(consumer, SERVICE).awaitExactly(one);
            subscribe(stranger, SERVICE).awaitExactly();
        }
    }

    @Test
    void theDescriptionIsItsAddress() {
        assertThat(InMemoryRegistry.named("").describe()).isEqualTo("memory (connected)");
        assertThat(InMemoryRegistry.named("x").describe()).isEqualTo("memory:x (connected)");
    }
}
