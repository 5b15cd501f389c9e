package io.rpcboot.spring.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;

/** Stops start-up, once all beans are there, if configuration says what nobody hears or lacks what somebody needs. */
final class ConfigurationCheck implements SmartInitializingSingleton {

    /** Of {@code TestPropertySourceUtils}; every {@code @SpringBootTest} has it. */
    private static final String TEST_PROPERTIES = "Inlined Test Properties";

    private static final Logger log = LoggerFactory.getLogger(ConfigurationCheck.class);

    private final ConfigurableListableBeanFactory beans;
    private final ConfigurableEnvironment environment;
    private final RpcProperties properties;
    private final ServiceDefinitions services;
    private final RpcReferences references;

    ConfigurationCheck(
            ConfigurableListableBeanFactory beans,
            ConfigurableEnvironment environment,
            RpcProperties properties,
            ServiceDefinitions services,
            RpcReferences references) {
        this.beans = beans;
        this.environment = environment;
        this.properties = properties;
        this.services = services;
        this.references = references;
    }

    @Override
    public void afterSingletonsInstantiated() {
        List<String> unknown = UnknownKeys.find(environment);
        if (!unknown.isEmpty()) {
            throw failure(unknown);
        }
        List<String> unmatched = unmatched();
        if (!unmatched.isEmpty()) {
            if (!environment.getPropertySources().contains(TEST_PROPERTIES)) {
                throw failure(unmatched);
            }
            // A test's own references are not known yet, and its mocks hide services.
            log.warn("Unmatched configuration: {}", String.join("; ", unmatched));
        }
        requireRegistry();
    }

    private static RpcStartException failure(List<String> lines) {
        return new RpcStartException(
                "Configuration under rpc has keys that nothing matches:\n\n"
                        + String.join("\n", lines).indent(4).stripTrailing(),
                "Correct or remove them; docs/configuration.md lists every key.");
    }

    private List<String> unmatched() {
        List<String> lines = new ArrayList<>();
        if (!properties.services().isEmpty()) {
            Collection<String> known = new TreeSet<>();
            services.all().forEach(service -> known.add(Names.id(service.serviceInterface())));
            unmatched("rpc.services", properties.services().keySet(), known, "@RpcService", lines);
            properties.services().forEach((id, service) -> unmatchedMethods(id, service, lines));
        }
        if (!properties.references().isEmpty()) {
            Collection<String> known = new TreeSet<>(references.ids());
            if (properties.references().keySet().stream().anyMatch(id -> !isIn(known, id))) {
                known.addAll(DeclaredReferences.ids(beans));
            }
            unmatched("rpc.references", properties.references().keySet(), known, "@RpcReference", lines);
        }
        return lines;
    }

    private void unmatchedMethods(String id, RpcProperties.Service service, List<String> lines) {
        Collection<String> known = new TreeSet<>();
        services.all().stream()
                .map(ServiceDefinition::serviceInterface)
                .filter(type -> Names.same(Names.id(type), id))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .forEach(method -> known.add(method.getName()));
        if (!known.isEmpty()) { // else nothing is known of the service itself
            unmatched("rpc.services." + id + ".methods", service.methods().keySet(), known, "method", lines);
        }
    }

    private static void unmatched(
            String prefix, Collection<String> ids, Collection<String> known, String what, List<String> lines) {
        for (String id : ids) {
            if (!isIn(known, id)) {
                String nearest = Names.nearest(id, known);
                String hint;
                if (nearest != null) {
                    hint = "did you mean " + prefix + "." + nearest + "?";
                } else {
                    hint = known.isEmpty() ? "there is none" : "there are " + String.join(", ", known);
                }
                lines.add(prefix + "." + id + " belongs to no " + what + ": " + hint);
            }
        }
    }

    private static boolean isIn(Collection<String> known, String id) {
        return known.stream().anyMatch(one -> Names.same(one, id));
    }

    private void requireRegistry() {
        RpcProperties.Registry registry = properties.registry();
        List<ServiceDefinition> exported = services.exported();
        if (!exported.isEmpty()
                && registry.register()
                && (registry.address() == null || registry.address().isBlank())) {
            throw RpcRegistry.missing(
                    "@RpcService " + exported.get(0).label() + " must be registered",
                    "rpc.registry.register=false to export it without registering it");
        }
        references.requireRegistry();
    }
}
