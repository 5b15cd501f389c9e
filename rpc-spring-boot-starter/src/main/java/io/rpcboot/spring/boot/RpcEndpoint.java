package io.rpcboot.spring.boot;

import io.rpcboot.server.RpcServer;
import io.rpcboot.spring.boot.EffectiveSettings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * What this process exports and refers to, with the settings that hold and where each comes from; why the instances of one
 * service are called or not; and a switch that takes the process out of use and puts it back.
 */
@Endpoint(id = "rpc")
final class RpcEndpoint {

    private final RpcServerLifecycle server;
    private final ServiceDefinitions services;
    private final RpcReferences references;
    private final RpcRegistry registry;
    private final EffectiveSettings settings;

    RpcEndpoint(
            RpcServerLifecycle server,
            ServiceDefinitions services,
            RpcReferences references,
            RpcRegistry registry,
            EffectiveSettings settings) {
        this.server = server;
        this.services = services;
        this.references = references;
        this.registry = registry;
        this.settings = settings;
    }

    /** The whole. */
    record Overview(String registry, Server server, List<Service> services, List<Reference> references) {}

    /**
     * The server.
     *
     * @param state whether consumers may come, and if not, why
     * @param address what consumers are told; null if there is no server
     * @param processId the process, as they know it; null if there is no server
     */
    record Server(
            RpcServerLifecycle.State state,
            @Nullable String address,
            @Nullable String processId) {}

    /**
     * What is exported.
     *
     * @param methods those with settings of their own
     */
    record Service(String name, Map<String, Setting> settings, Map<String, Map<String, Setting>> methods) {}

    /**
     * What is referred to.
     *
     * @param available whether an instance can be called now
     * @param methods those with settings of their own
     */
    record Reference(
            String name,
            String id,
            boolean available,
            Map<String, Setting> settings,
            Map<String, Map<String, Setting>> methods) {}

    /** Of each reference to one service, every instance and why it is called or not. */
    record Instances(List<String> references) {}

    /** What an operator can want. */
    enum Wish {
        /** In use, as soon as the application accepts traffic. */
        ONLINE,
        /** Out of use. */
        OFFLINE
    }

    @ReadOperation
    Overview overview() {
        List<Service> exported = services.exported().stream()
                .map(service -> new Service(
                        service.label(),
                        settings.of(service, services.annotationOf(service)),
                        settings.ofMethods(service)))
                .toList();
        List<Reference> referred = new ArrayList<>();
        references.each((definition, annotation, reference) -> {
            Map<String, Setting> own = settings.of(definition, annotation);
            referred.add(new Reference(
                    definition.label(),
                    definition.id(),
                    reference.isAvailable(),
                    own,
                    settings.ofMethods(definition, own)));
        });
        return new Overview(
                registry.isConfigured() ? registry.describe() : "none: rpc.registry.address is not set",
                server(),
                exported,
                List.copyOf(referred));
    }

    /**
     * Explains one service.
     *
     * @param service the interface's name, or the reference's id
     * @return null if nothing refers to it
     */
    @ReadOperation
    @Nullable
    Instances explain(@Selector String service) {
        List<String> explained = new ArrayList<>();
        references.each((definition, annotation, reference) -> {
            if (definition.type().getName().equals(service) || Names.same(definition.id(), service)) {
                explained.add(reference.explain());
            }
        });
        return explained.isEmpty() ? null : new Instances(explained);
    }

    /** Takes this process out of use, or puts it back. */
    @WriteOperation
    Server switchTo(@Selector Wish wish) {
        server.hold(wish == Wish.OFFLINE);
        return server();
    }

    private Server server() {
        RpcServer running = server.server();
        return running == null
                ? new Server(server.state(), null, null)
                : new Server(server.state(), running.instances().get(0).address(), running.processId());
    }
}
