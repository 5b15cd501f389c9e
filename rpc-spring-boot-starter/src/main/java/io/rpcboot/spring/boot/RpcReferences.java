package io.rpcboot.spring.boot;

import io.rpcboot.client.Reference;
import io.rpcboot.client.Reference.Local;
import io.rpcboot.client.RpcClient;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.contract.ContractException;
import io.rpcboot.spring.RpcReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * All references of a context and their stubs. Safe for use by many threads; holds no lock while it asks the context for
 * beans, because the context may hold its own while it asks here.
 */
final class RpcReferences implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(RpcReferences.class);

    private final ConfigurableListableBeanFactory beans;
    private final RpcProperties properties;
    private final ObjectProvider<RpcClient> client;
    private final ServiceDefinitions services;
    private final BeanOverrides overrides;
    private final Fallbacks fallbacks;
    private final Map<ReferenceDefinition, ServiceReference<?>> stubs = new ConcurrentHashMap<>();

    /** For people who ask where a setting comes from: the annotation that was first to define it so. */
    private final Map<ReferenceDefinition, RpcReference> annotations = new ConcurrentHashMap<>();

    private final Set<String> ids = ConcurrentHashMap.newKeySet();
    private volatile boolean checked;
    private volatile boolean destroyed;

    RpcReferences(
            ConfigurableListableBeanFactory beans,
            RpcProperties properties,
            ObjectProvider<RpcClient> client,
            ServiceDefinitions services,
            BeanOverrides overrides) {
        this.beans = beans;
        this.properties = properties;
        this.client = client;
        this.services = services;
        this.overrides = overrides;
        this.fallbacks = new Fallbacks(beans);
    }

    /** What to inject. */
    Object resolve(Class<?> type, RpcReference annotation, String where, @Nullable String dependencyName) {
        ReferenceDefinition definition =
                ReferenceDefinition.of(type, annotation, properties, this::resolvePlaceholders, where);
        ids.add(definition.id());
        Object override = overrides.find(beans, type, dependencyName);
        if (override != null) {
            return override;
        }
        ServiceReference<?> reference = stubs.get(definition);
        if (reference == null) {
            if (checked) {
                requireRegistry(List.of(definition));
            }
            annotations.putIfAbsent(definition, annotation);
            ServiceReference<?> made = connect(definition, where);
            reference = stubs.putIfAbsent(definition, made);
            if (reference == null) {
                reference = made;
            } else {
                made.close();
            }
        }
        return reference.stub();
    }

    private String resolvePlaceholders(String text) {
        String resolved = beans.resolveEmbeddedValue(text);
        return resolved == null ? "" : resolved;
    }

    private ServiceReference<?> connect(ReferenceDefinition definition, String where) {
        try {
            Reference<?> reference = definition.toReference();
            fallbacks.addTo(reference, definition, where);
            return client.getObject().reference(reference);
        } catch (ContractException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new RpcStartException(
                    "The reference at " + where + " cannot be made: " + e.getMessage() + ".",
                    "Correct it in the annotation, or in configuration under rpc.references." + definition.id()
                            + " or rpc.client.",
                    e);
        }
    }

    /** One reference. */
    interface Visitor {
        void visit(ReferenceDefinition definition, RpcReference annotation, ServiceReference<?> reference);
    }

    /** Shows those that were made, in the order of their names. */
    void each(Visitor visitor) {
        stubs.entrySet().stream()
                .sorted(Comparator.comparing(
                        entry -> entry.getKey().label() + " " + entry.getKey().id()))
                .forEach(entry -> {
                    RpcReference annotation = annotations.get(entry.getKey());
                    if (annotation != null) {
                        visitor.visit(entry.getKey(), annotation, entry.getValue());
                    }
                });
    }

    /** The ids of the references that were asked for, overridden ones included. */
    Set<String> ids() {
        return Set.copyOf(ids);
    }

    /** To be called when all ordinary beans are there and their registry, if they need one, can be missed. */
    void requireRegistry() {
        checked = true;
        requireRegistry(stubs.keySet());
    }

    private void requireRegistry(Iterable<ReferenceDefinition> definitions) {
        RpcProperties.Registry registry = properties.registry();
        boolean address = registry.address() != null && !registry.address().isBlank();
        if (address && registry.subscribe()) {
            return;
        }
        for (ReferenceDefinition definition : definitions) {
            if (definition.url().isEmpty() && !isLocal(definition)) {
                throw address
                        ? notSubscribed(definition)
                        : RpcRegistry.missing(
                                "@RpcReference " + definition.label() + " must be looked up",
                                "rpc.references." + definition.id()
                                        + ".url=host:port to call a provider without a registry");
            }
        }
    }

    private static RpcStartException notSubscribed(ReferenceDefinition definition) {
        return new RpcStartException(
                "@RpcReference " + definition.label() + " must be looked up, but rpc.registry.subscribe is false.",
                "Set rpc.references." + definition.id()
                        + ".url=host:port to call a provider without a registry, or remove rpc.registry.subscribe.");
    }

    /** Whether this process exports the service and the reference may use that. */
    private boolean isLocal(ReferenceDefinition definition) {
        return definition.local() != Local.NEVER
                && !definition.broadcasts()
                && services.exported().stream()
                        .anyMatch(service -> service.is(definition.type(), definition.group(), definition.version()));
    }

    /** Fails if a reference that is to be checked has no provider. */
    void check() {
        long deadline =
                System.nanoTime() + properties.registry().connectTimeout().toNanos();
        remote().forEach((definition, reference) -> {
            if (definition.check() && !definition.lazy() && !await(reference, deadline)) {
                throw new RpcStartException(
                        "@RpcReference " + definition.label() + " has no provider, and check is true for it.\n\n"
                                + reference.explain().indent(4).stripTrailing(),
                        "Start a provider, or set rpc.references." + definition.id()
                                + ".check=false (rpc.client.check=false for all) to start without one.");
            }
        });
    }

    /** Warns of each reference that has no provider after a while. Blocks. */
    void warn() {
        long deadline =
                System.nanoTime() + properties.registry().connectTimeout().toNanos();
        List<String> missing = new ArrayList<>();
        remote().forEach((definition, reference) -> {
            if (!definition.check() && !definition.lazy() && !await(reference, deadline)) {
                missing.add(definition.label() + ": " + reference.explain());
            }
        });
        if (!missing.isEmpty() && !destroyed) {
            log.warn(
                    "NO PROVIDER for {} of this application's references; calls will fail until there is one."
                            + " Set rpc.client.check=true to have start-up fail instead.\n{}",
                    missing.size(),
                    String.join("\n", missing).indent(4).stripTrailing());
        }
    }

    /** Those that go over the network. */
    private Map<ReferenceDefinition, ServiceReference<?>> remote() {
        Map<ReferenceDefinition, ServiceReference<?>> remote = new HashMap<>(stubs);
        remote.keySet().removeIf(this::isLocal);
        return remote;
    }

    private static boolean await(ServiceReference<?> reference, long deadline) {
        try {
            return reference.awaitAvailable(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whose calls fail from now on is no longer worth a warning. */
    @Override
    public void destroy() {
        destroyed = true;
    }
}
