package io.rpcboot.spring.boot;

import io.rpcboot.bootstrap.DialBack;
import io.rpcboot.core.LocalServices;
import io.rpcboot.registry.AdvertisedAddress;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ServerTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The life of the context's server: reads the contracts when all beans are there, binds when the context starts,
 * registers when the application is ready, and, before anything else stops, unregisters, drains and closes. Starts anew
 * as often as the context does.
 */
final class RpcServerLifecycle implements SmartLifecycle, SmartInitializingSingleton {

    /** The highest, which starts last and stops first; the web server's graceful shutdown is 1,024 below. */
    static final int PHASE = Integer.MAX_VALUE;

    /** The port that was bound, for tests: {@code @Value("${local.rpc.port}")}. */
    private static final String PORT_PROPERTY = "local.rpc.port";

    private static final Logger log = LoggerFactory.getLogger(RpcServerLifecycle.class);

    private final BeanFactory beans;
    private final ConfigurableEnvironment environment;
    private final RpcProperties properties;
    private final ServiceDefinitions services;
    private final ExportedServices exported;
    private final HandlerExecutors executors;
    private final RpcRegistry registry;
    private final Supplier<RpcServer.Builder> builders;
    private final @Nullable Supplier<ClientTransport> dialBack;

    // All but the two wishes changes under the lock, which a stop holds until calls have ended; who only looks, or has
    // a wish when there is no server any more, does not wait for that.
    private @Nullable RpcServer built;
    private volatile @Nullable RpcServer running;
    private @Nullable KeepAlive keepAlive;
    private @Nullable String why;

    /** Whether the application accepts traffic, by its readiness state. */
    private volatile boolean ready;

    /** Whether an operator wants no traffic, whatever the application does. */
    private volatile boolean held;

    private boolean online;

    RpcServerLifecycle(
            BeanFactory beans,
            ConfigurableEnvironment environment,
            RpcProperties properties,
            ServiceDefinitions services,
            ExportedServices exported,
            HandlerExecutors executors,
            RpcRegistry registry,
            Supplier<RpcServer.Builder> builders,
            @Nullable Supplier<ClientTransport> dialBack) {
        this.beans = beans;
        this.environment = environment;
        this.properties = properties;
        this.services = services;
        this.exported = exported;
        this.executors = executors;
        this.registry = registry;
        this.builders = builders;
        this.dialBack = dialBack;
    }

    @Override
    public synchronized void afterSingletonsInstantiated() {
        if (services.exported().isEmpty()) {
            exported.set(LocalServices.NONE);
        } else {
            build();
        }
    }

    private RpcServer build() {
        RpcServer.Builder builder = builders.get();
        builder.advertise(this::advertise);
        if (isRegistering()) {
            builder.registry(registry.registry());
        }
        for (ServiceDefinition service : services.exported()) {
            builder.export(export(service));
        }
        RpcServer server = builder.build();
        exported.set(server.localServices());
        built = server;
        return server;
    }

    private Export export(ServiceDefinition service) {
        return new Export(
                service.serviceInterface(),
                beans.getBean(service.beanName()),
                service.group(),
                service.version(),
                service.tag(),
                service.zone(),
                service.role(),
                service.weight(),
                service.maxConcurrency(),
                service.methodMaxConcurrency(),
                executors.forService(service.executor(), "@RpcService " + service.label()));
    }

    private boolean isRegistering() {
        return properties.registry().register() && registry.isConfigured();
    }

    private InetSocketAddress advertise(InetSocketAddress bound) {
        RpcProperties.Server server = properties.server();
        RpcProperties.Network network = properties.network();
        List<RegistryAddress.Host> hosts = registry.isConfigured() ? registry.hosts() : List.of();
        AdvertisedAddress chosen = AdvertisedAddress.choose(
                new AdvertisedAddress.Wishes(
                        server.advertisedHost(),
                        server.host(),
                        network.preferredInterfaces(),
                        network.preferredNetworks(),
                        network.ignoredInterfaces()),
                hosts);
        why = chosen.why();
        Integer port = server.advertisedPort();
        return InetSocketAddress.createUnresolved(chosen.host(), port != null ? port : bound.getPort());
    }

    @Override
    public synchronized void start() {
        if (running != null || services.exported().isEmpty()) {
            return;
        }
        RpcServer server = built != null ? built : build();
        built = null; // a server starts once
        try {
            server.start();
        } catch (BindException e) {
            throw portInUse(e);
        } catch (IOException e) {
            throw new RpcStartException(
                    "The RPC server cannot listen on " + properties.server().host() + ":"
                            + properties.server().port() + ": " + e.getMessage(),
                    "Correct rpc.server.host and rpc.server.port.",
                    e);
        }
        running = server;
        keepAlive = KeepAlive.start();
        publishPort(server.address().getPort());
        update("");
    }

    private RpcStartException portInUse(BindException e) {
        RpcProperties.Server server = properties.server();
        String reason = String.valueOf(e.getMessage());
        return reason.contains("Cannot assign") || reason.contains("assign requested")
                ? new RpcStartException(
                        "The RPC server cannot listen on " + server.host() + ": this machine has no such address.",
                        "Set rpc.server.host to an address of this machine, or remove it to listen on all. To tell"
                                + " consumers another address, set rpc.server.advertised-host.",
                        e)
                : new RpcStartException(
                        "The RPC server cannot listen on " + server.host() + ":" + server.port()
                                + ": the port is in use.",
                        "Stop the process that listens there (find it with: ss -ltnp 'sport = :" + server.port()
                                + "'), or set rpc.server.port to another port, or to 0 for any that is free.",
                        e);
    }

    private void publishPort(int port) {
        String name = "rpc.local-port";
        PropertySource<?> source = environment.getPropertySources().get(name);
        Map<String, Object> values = new HashMap<>();
        values.put(PORT_PROPERTY, port);
        if (source == null) {
            environment.getPropertySources().addFirst(new MapPropertySource(name, values));
        } else {
            environment.getPropertySources().replace(name, new MapPropertySource(name, values));
        }
    }

    /** The application accepts traffic, or does so no more: consumers may come, or leave. */
    void ready(boolean ready) {
        this.ready = ready;
        update("the application refuses traffic");
    }

    /** An operator wants this process out of use, or in use again as soon as the application accepts traffic. */
    void hold(boolean held) {
        this.held = held;
        update("by an operator");
    }

    /** Which of these it is, for people. */
    State state() {
        return running == null ? State.STOPPED : held ? State.HELD : ready ? State.ONLINE : State.NOT_READY;
    }

    /** Whether consumers may come, and if not, why. */
    enum State {
        /** They come. */
        ONLINE,
        /** An operator has taken the process out of use. */
        HELD,
        /** The application does not accept traffic, or not yet. */
        NOT_READY,
        /** There is no server: nothing is exported, or the context is stopped. */
        STOPPED
    }

    private void update(String whyOffline) {
        if (running != null) { // else a start will see the wishes
            follow(whyOffline);
        }
    }

    private synchronized void follow(String whyOffline) {
        RpcServer server = running;
        if (server == null) {
            return;
        }
        if (ready && !held) {
            if (!online) {
                online = true;
                goOnline(server);
            }
        } else if (online || held) { // before it was ever ready it is just not registered
            boolean was = online;
            online = false;
            server.offline();
            if (was) {
                log.info("Offline ({}): withdrawn, consumers are sent away, calls in progress end", whyOffline);
            }
        }
    }

    private void goOnline(RpcServer server) {
        server.online();
        String names =
                services.exported().stream().map(ServiceDefinition::label).collect(Collectors.joining(", "));
        var advertised = server.instances().get(0);
        log.info(
                "Exporting {} service{} at {} ({}), {}: {}",
                services.exported().size(),
                services.exported().size() == 1 ? "" : "s",
                advertised.address(),
                why,
                isRegistering() ? "registered in " + registry.describe() : "not registered",
                names);
        // A transport of the application's own may speak anything.
        boolean ours = beans.getBean(ServerTransport.class) instanceof NettyServerTransport;
        if (dialBack != null && ours && isRegistering() && !registry.hosts().isEmpty()) {
            DialBack.soon(server, String.valueOf(why), dialBack);
        }
    }

    @Override
    public synchronized void stop() {
        RpcServer server = running;
        if (server != null) {
            running = null;
            online = false;
            server.close();
        }
        if (keepAlive != null) {
            keepAlive.stop();
            keepAlive = null;
        }
    }

    @Override
    public boolean isRunning() {
        return running != null;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** The server, while the context runs and exports something. */
    @Nullable
    RpcServer server() {
        return running;
    }
}
