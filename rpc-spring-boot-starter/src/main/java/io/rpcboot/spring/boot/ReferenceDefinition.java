package io.rpcboot.spring.boot;

import io.rpcboot.client.FaultMode;
import io.rpcboot.client.Reference;
import io.rpcboot.client.Reference.Local;
import io.rpcboot.rules.RulesException;
import io.rpcboot.rules.ServiceRules;
import io.rpcboot.spring.RpcReference;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a stub is to call and how, from annotation and configuration. Injection points with equal definitions share a
 * stub.
 *
 * @param id the key under {@code rpc.references}
 * @param type the interface
 */
record ReferenceDefinition(
        String id,
        Class<?> type,
        String group,
        String version,
        String tag,
        String url,
        ServiceRules rules,
        @Nullable Duration timeout,
        @Nullable Integer retries,
        @Nullable String loadbalance,
        FaultMode cluster,
        boolean check,
        boolean lazy,
        Local local,
        Fallback fallback,
        RpcProperties.@Nullable CircuitBreaker circuitBreaker,
        Map<String, RpcProperties.Method> methods) {

    /**
     * What answers when the service fails its caller; nothing if both are empty.
     *
     * @param name the name of a bean, or {@code empty}; empty if configuration says nothing
     * @param type what the annotation says; {@code void} if nothing
     */
    record Fallback(String name, Class<?> type) {}

    /**
     * Puts both together; configuration wins.
     *
     * @param placeholders resolves those of the annotation
     * @param where names the injection point in messages
     */
    static ReferenceDefinition of(
            Class<?> type,
            RpcReference annotation,
            RpcProperties properties,
            UnaryOperator<String> placeholders,
            String where) {
        if (!type.isInterface()) {
            throw new RpcStartException(
                    where + " is annotated @RpcReference, but " + type.getName() + " is not an interface.",
                    "Inject the interface that the provider exports with @RpcService.");
        }
        String stated = placeholders.apply(annotation.id());
        String id = stated.isEmpty() ? Names.id(type) : stated;
        RpcProperties.Reference own = own(properties, id);
        UnaryOperator<String> text = placeholders;
        String check = text.apply(annotation.check());
        String local = text.apply(annotation.local());
        String loadbalance = text.apply(annotation.loadbalance());
        String cluster = text.apply(annotation.cluster());
        return new ReferenceDefinition(
                id,
                type,
                first(own.group(), text.apply(annotation.group())),
                first(own.version(), text.apply(annotation.version())),
                first(own.tag(), text.apply(annotation.tag())),
                first(own.url(), text.apply(annotation.url())),
                rules(own.rules(), id),
                own.timeout() != null
                        ? own.timeout()
                        : annotation.timeout() == -1 ? null : Duration.ofMillis(annotation.timeout()),
                own.retries() != null ? own.retries() : annotation.retries() == -1 ? null : annotation.retries(),
                own.loadbalance() != null ? own.loadbalance() : loadbalance.isEmpty() ? null : loadbalance,
                own.cluster() != null ? own.cluster() : parseCluster(cluster, where),
                own.check() != null
                        ? own.check()
                        : check.isEmpty() ? properties.client().check() : parseCheck(check, where),
                own.lazy() != null ? own.lazy() : annotation.lazy(),
                own.local() != null
                        ? own.local()
                        : local.isEmpty() ? properties.client().local() : parseLocal(local, where),
                own.fallback() != null
                        ? new Fallback(own.fallback(), void.class)
                        : new Fallback("", annotation.fallback()),
                own.circuitBreaker(),
                own.methods());
    }

    private static RpcProperties.Reference own(RpcProperties properties, String id) {
        Map.Entry<String, RpcProperties.Reference> own = Names.find(properties.references(), id);
        return own == null ? RpcProperties.Reference.NONE : own.getValue();
    }

    private static ServiceRules rules(@Nullable String configured, String id) {
        try {
            return configured == null ? ServiceRules.NONE : ServiceRules.parse(configured);
        } catch (RulesException e) {
            throw new RpcStartException(
                    "rpc.references." + id + ".rules cannot be understood: " + e.getMessage() + ".",
                    "Correct it; docs/operations.md has the form.",
                    e);
        }
    }

    private static boolean parseCheck(String check, String where) {
        return switch (check.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw unknown("check", check, where, "true or false");
        };
    }

    private static Local parseLocal(String local, String where) {
        return switch (local.toLowerCase(Locale.ROOT)) {
            case "prefer" -> Local.PREFER;
            case "strict" -> Local.STRICT;
            case "never" -> Local.NEVER;
            default -> throw unknown("local", local, where, "prefer, strict or never");
        };
    }

    private static FaultMode parseCluster(String cluster, String where) {
        return switch (cluster.toLowerCase(Locale.ROOT)) {
            case "", "failover" -> FaultMode.FAILOVER;
            case "failfast" -> FaultMode.FAILFAST;
            case "hedged" -> FaultMode.HEDGED;
            case "broadcast" -> FaultMode.BROADCAST;
            default -> throw unknown("cluster", cluster, where, "failover, failfast, hedged or broadcast");
        };
    }

    private static RpcStartException unknown(String attribute, String value, String where, String allowed) {
        return new RpcStartException(
                where + " is annotated @RpcReference(" + attribute + " = \"" + value + "\"), which means nothing.",
                "Use " + allowed + ".");
    }

    private static String first(@Nullable String configured, String annotated) {
        return configured != null ? configured : annotated;
    }

    /** Of what definitions differ in; that of all would take milliseconds of a start to be put together. */
    @Override
    public int hashCode() {
        return Objects.hash(id, type, group, version, url);
    }

    /** As the client takes it. */
    Reference<?> toReference() {
        Reference<?> reference = Reference.to(type)
                .id(id)
                .group(group)
                .version(version)
                .tag(tag)
                .url(url)
                .rules(rules)
                .timeout(timeout)
                .retries(retries)
                .loadBalancer(loadbalance)
                .cluster(cluster)
                .local(local)
                .lazy(lazy);
        if (circuitBreaker != null) {
            reference.circuitBreaker(circuitBreaker::applyTo);
        }
        methods.forEach((name, own) -> reference.method(name, settings -> apply(own, settings)));
        return reference;
    }

    private static void apply(RpcProperties.Method own, Reference.MethodSettings settings) {
        settings.timeout(own.timeout())
                .retries(own.retries())
                .loadBalancer(own.loadbalance())
                .cluster(own.cluster());
        if (own.circuitBreaker() != null) {
            settings.circuitBreaker(own.circuitBreaker()::applyTo);
        }
    }

    /** Whether there is a method whose calls go to other instances even if this process exports the service. */
    boolean broadcasts() {
        return cluster == FaultMode.BROADCAST
                || methods.values().stream().anyMatch(own -> own.cluster() == FaultMode.BROADCAST);
    }

    /** The interface's name, with group and version where they are not the default. */
    String label() {
        return new io.rpcboot.core.ServiceId(type.getName(), group, version).toString();
    }
}
