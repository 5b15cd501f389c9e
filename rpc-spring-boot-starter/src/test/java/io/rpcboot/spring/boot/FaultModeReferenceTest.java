package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rpcboot.client.Broadcast;
import io.rpcboot.client.Broadcast.Reply;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How many instances a call goes to, as annotation and configuration say. */
class FaultModeReferenceTest {

    private static final AtomicInteger PROVIDERS = new AtomicInteger();

    private final ApplicationContextRunner context = Contexts.withRegistry(Contexts.freshRegistry());

    @Configuration(proxyBeanMethods = false)
    static class Provider {
        @Bean
        @RpcService
        Greeter counting() {
            String self = "provider " + PROVIDERS.incrementAndGet();
            return name -> self;
        }
    }

    static class Everywhere {
        @RpcReference(cluster = "${greet.cluster:broadcast}")
        Greeter greeter;
    }

    static class Plain {
        @RpcReference
        Greeter greeter;
    }

    private static Iterable<String> answers(Greeter greeter) {
        return Broadcast.collect(() -> greeter.greet("a")).stream()
                .map(Reply::value)
                .toList();
    }

    @Test
    void aBroadcastReachesThisProcessAndOthers() {
        context.withUserConfiguration(Provider.class)
                .run(other -> context.withUserConfiguration(Provider.class, Everywhere.class)
                        .run(running -> assertThat(answers(running.getBean(Everywhere.class).greeter))
                                .hasSize(2)
                                .doesNotHaveDuplicates()));
    }

    @Test
    void aMethodCanBeSetOnItsOwn() {
        context.withUserConfiguration(Provider.class)
                .run(other -> context.withUserConfiguration(Provider.class, Plain.class)
                        .withPropertyValues("rpc.references.greeter.methods.greet.cluster=broadcast")
                        .run(running -> assertThat(answers(running.getBean(Plain.class).greeter))
                                .hasSize(2)));
    }

    @Test
    void configurationBeatsTheAnnotation() {
        context.withUserConfiguration(Provider.class, Everywhere.class)
                .withPropertyValues("rpc.references.greeter.cluster=failover")
                .run(running -> {
                    Greeter greeter = running.getBean(Everywhere.class).greeter;
                    assertThat(greeter.greet("a")).startsWith("provider ");
                    assertThat(catchThrowable(() -> answers(greeter)))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith("this thread made no call whose replies could be collected");
                });
    }
}
