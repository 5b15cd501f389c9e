package io.rpcboot.demo.consumer;

import io.rpcboot.demo.admin.AdminModule;
import io.rpcboot.demo.friend.FriendModule;
import io.rpcboot.demo.group.GroupModule;
import io.rpcboot.demo.message.MessageModule;
import io.rpcboot.demo.ticket.TicketModule;
import io.rpcboot.demo.user.UserModule;
import io.rpcboot.registry.embedded.EmbeddedRegistry;
import java.util.UUID;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.DynamicPropertyRegistrar;

/** A registry and all modules, in an application context of their own: the consumer's only way there is the network. */
final class Providers implements AutoCloseable {

    /** Lets them live as long as the consumer's context, and tells that one where they are. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Running {

        @Bean
        Providers providers() {
            return new Providers();
        }

        @Bean
        DynamicPropertyRegistrar registryAddress(Providers providers) {
            return properties -> properties.add("rpc.registry.address", providers::registryAddress);
        }
    }

    private final EmbeddedRegistry registry = EmbeddedRegistry.start(0, null);
    private final ConfigurableApplicationContext context = new SpringApplicationBuilder(
                    UserModule.class,
                    FriendModule.class,
                    GroupModule.class,
                    MessageModule.class,
                    AdminModule.class,
                    TicketModule.class)
            .web(WebApplicationType.NONE)
            .run(
                    "--spring.application.name=providers",
                    "--spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                    "--rpc.registry.address=" + registry.address(),
                    "--rpc.server.host=127.0.0.1");

    String registryAddress() {
        return registry.address().toString();
    }

    @Override
    public void close() {
        context.close();
        registry.close();
    }
}
