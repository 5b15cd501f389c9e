package io.rpcboot.demo.consumer.story;

import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.demo.api.diagnostics.ServerDiagnostics;
import io.rpcboot.demo.consumer.ChatConsumer;
import io.rpcboot.demo.consumer.ChatServices;
import io.rpcboot.demo.consumer.TicketBuyer;
import io.rpcboot.demo.consumer.story.ChatSystem.Server;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperDiscovery;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import io.rpcboot.spring.boot.RpcClientCustomizer;
import java.time.Duration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The web application's own beans within this process, and what else the story wants to know of the system. */
final class Consumer implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ZooKeeperClient zooKeeper;
    private final Registrations registrations;
    private final StatusWatch statuses;

    private Consumer(
            ConfigurableApplicationContext context,
            ZooKeeperClient zooKeeper,
            Registrations registrations,
            StatusWatch statuses) {
        this.context = context;
        this.zooKeeper = zooKeeper;
        this.registrations = registrations;
        this.statuses = statuses;
    }

    /** Without its web server. */
    static Consumer start(ChatSystem system) {
        return start(system, WebApplicationType.NONE, 0);
    }

    /** With its web server at this port. */
    static Consumer serve(ChatSystem system, int port) {
        return start(system, WebApplicationType.SERVLET, port);
    }

    private static Consumer start(ChatSystem system, WebApplicationType web, int port) {
        StatusWatch statuses = new StatusWatch();
        ConfigurableApplicationContext context = new SpringApplicationBuilder(ChatConsumer.class)
                .web(web)
                .initializers(starting -> ((GenericApplicationContext) starting)
                        .registerBean(RpcClientCustomizer.class, () -> client -> client.interceptor(statuses)))
                .run(
                        "--server.port=" + port,
                        "--rpc.registry.address=" + system.registryAddress(),
                        "--rpc.registry.session-timeout=" + ChatSystem.SESSION_TIMEOUT.toSeconds() + "s",
                        "--rpc.registry.connect-timeout=2s",
                        // Ten processes and a build share this machine; what it stalls for is no failure.
                        "--rpc.client.timeout=10s");
        ZooKeeperClient zooKeeper =
                ZooKeeperClient.connect(ZooKeeperOptions.of(RegistryAddress.ZooKeeper.loopback(system.registryPort())));
        Registrations registrations = system.follow(new ZooKeeperDiscovery(zooKeeper, null));
        return new Consumer(context, zooKeeper, registrations, statuses);
    }

    ChatServices chat() {
        return context.getBean(ChatServices.class);
    }

    TicketBuyer ticketBuyer() {
        return context.getBean(TicketBuyer.class);
    }

    RpcClient rpc() {
        return context.getBean(RpcClient.class);
    }

    Registrations registrations() {
        return registrations;
    }

    /** Waits until the module can be called from here. */
    void awaitAvailable(Module module) throws InterruptedException {
        try (ServiceReference<?> reference = rpc().reference(Reference.to(module.service()))) {
            if (!reference.awaitAvailable(Duration.ofSeconds(30))) {
                throw new StoryException(reference.explain());
            }
        }
    }

    /** How calls ended. */
    StatusWatch statuses() {
        return statuses;
    }

    /** What this server tells of itself. */
    ServerDiagnostics diagnostics(Server server) {
        return rpc().refer(Reference.to(ServerDiagnostics.class)
                .url(server.address())
                .timeout(Duration.ofSeconds(5)));
    }

    @Override
    public void close() {
        context.close();
        zooKeeper.close();
    }
}
