package io.rpcboot.rules;

import io.rpcboot.registry.RpcInstance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What operators say about one service, beyond what its instances and its references say of themselves.
 *
 * @param instances weights; of those that concern an instance the first counts
 * @param methods where calls go, by the method's wire name; those of other methods go anywhere
 */
public record ServiceRules(List<InstanceRule> instances, Map<String, Route> methods) {

    /** Says nothing. */
    public static final ServiceRules NONE = new ServiceRules(List.of(), Map.of());

    /** Copies list and map. */
    public ServiceRules {
        instances = List.copyOf(instances);
        methods = Collections.unmodifiableMap(new LinkedHashMap<>(methods));
    }

    /**
     * Reads rules as they stand in configuration or in a registry; {@code docs/operations.md} has the form.
     *
     * @throws RulesException if that is not what the text is; the message says where and why
     */
    public static ServiceRules parse(String json) {
        return RulesReader.read(json);
    }

    /** What gives the instance its weight; null if no rule does. */
    public @Nullable InstanceRule of(RpcInstance instance) {
        for (InstanceRule rule : instances) {
            if (rule.concerns(instance)) {
                return rule;
            }
        }
        return null;
    }

    /** Where calls of the method with this wire name go. */
    public Route route(String method) {
        return methods.getOrDefault(method, Route.ANYWHERE);
    }

    /** {@code weight 0 by the rule for tag "cpu"; search: only zone "a"}, or {@code none}. */
    @Override
    public String toString() {
        Stream<String> weights = instances.stream().map(InstanceRule::toString);
        Stream<String> routes = methods.entrySet().stream().map(route -> route.getKey() + ": " + route.getValue());
        String all = Stream.concat(weights, routes).collect(Collectors.joining("; "));
        return all.isEmpty() ? "none" : all;
    }
}
