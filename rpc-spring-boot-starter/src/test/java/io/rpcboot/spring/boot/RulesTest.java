package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.client.RpcClient;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Rules and preferred tags as an application sets them. */
class RulesTest {

    private static final String SERVICE = Greeter.class.getName();

    private final String address = Contexts.freshRegistry();
    private final ApplicationContextRunner context = Contexts.withRegistry(address)
            .withUserConfiguration(GreeterBean.class, Caller.class)
            .withPropertyValues("rpc.client.local=never");

    @Test
    void configuredRulesHoldUntilTheRegistryHasSome() {
        context.withPropertyValues(
                        "rpc.references.greeter.rules={\"instances\":[{\"match\":{\"tag\":\"blue\"},\"weight\":7}]}")
                .run(running -> {
                    assertThat(running.getBean(Caller.class).greeter.greet("bob"))
                            .isEqualTo("hello bob");
                    RpcClient client = running.getBean(RpcClient.class);
                    assertThat(client.explain(SERVICE)).contains("(connected, weight 7 by the rule for tag \"blue\")");

                    try (InMemoryRegistry operator = InMemoryRegistry.named(address.substring("memory:".length()))) {
                        operator.rules(SERVICE, "{\"methods\":{\"greet\":{\"tag\":\"green?\"}}}");
                        assertThat(client.explain(SERVICE))
                                .endsWith("(connected); rule for greet: preferably tag \"green\"");
                        assertThat(running.getBean(Caller.class).greeter.greet("bob"))
                                .isEqualTo("hello bob");

                        operator.rules(SERVICE, null);
                        assertThat(client.explain(SERVICE)).contains("weight 7 by the rule for tag \"blue\"");
                    }
                });
    }

    @Test
    void aTagMayBePreferred() {
        context.withPropertyValues("rpc.references.greeter.tag=green?")
                .run(running -> assertThat(running.getBean(Caller.class).greeter.greet("bob"))
                        .isEqualTo("hello bob"));
    }

    @RpcService(tag = "blue")
    static class GreeterBean implements Greeter {
        @Override
        public String greet(String name) {
            return "hello " + name;
        }
    }

    static class Caller {
        @RpcReference(tag = "blue")
        Greeter greeter;
    }
}
