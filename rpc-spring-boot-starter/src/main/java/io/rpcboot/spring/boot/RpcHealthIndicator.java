package io.rpcboot.spring.boot;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Out of service while an operator wants it so, else up. That a registry is away or a service has no instance is told, but
 * makes nothing ill: this process cannot mend it, and to take it out of use for that would spread the failure.
 */
final class RpcHealthIndicator implements HealthIndicator {

    private final RpcServerLifecycle server;
    private final RpcReferences references;
    private final RpcRegistry registry;

    RpcHealthIndicator(RpcServerLifecycle server, RpcReferences references, RpcRegistry registry) {
        this.server = server;
        this.references = references;
        this.registry = registry;
    }

    @Override
    public Health health() {
        RpcServerLifecycle.State state = server.state();
        Health.Builder health = state == RpcServerLifecycle.State.HELD ? Health.outOfService() : Health.up();
        health.withDetail("server", state);
        if (registry.isConfigured()) {
            health.withDetail("registry", registry.describe());
        }
        Map<String, Boolean> available = new TreeMap<>();
        references.each((definition, annotation, reference) ->
                available.merge(definition.label(), reference.isAvailable(), Boolean::logicalAnd));
        if (!available.isEmpty()) {
            health.withDetail("available", available);
        }
        return health.build();
    }
}
