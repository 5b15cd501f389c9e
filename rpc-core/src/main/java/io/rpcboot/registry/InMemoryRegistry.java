package io.rpcboot.registry;

import io.rpcboot.core.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A registry within one JVM, for tests and for programs of one process. An object of this class is one party's
 * connection; what is published over one of them is seen over all that share its space. Closing it withdraws what this
 * party published and ends its subscriptions, the others' stay. Listeners are called by the thread that changes
 * something, before its call returns.
 */
public final class InMemoryRegistry implements ServiceRegistry, ServiceDiscovery {

    private static final Logger log = LoggerFactory.getLogger(InMemoryRegistry.class);

    private static final Map<String, Space> SPACES = new ConcurrentHashMap<>();

    private final Space space;
    private final List<Registration> registrations = new CopyOnWriteArrayList<>();
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /** A connection to a space of its own. */
    public InMemoryRegistry() {
        this(new Space(""));
    }

    private InMemoryRegistry(Space space) {
        this.space = space;
    }

    /** A connection to the space that all in this JVM share who name it. */
    public static InMemoryRegistry named(String name) {
        return new InMemoryRegistry(SPACES.computeIfAbsent(name, Space::new));
    }

    /** Another connection to the same space. */
    public InMemoryRegistry another() {
        return new InMemoryRegistry(space);
    }

    @Override
    public Registration register(RpcInstance instance) {
        checkOpen();
        space.add(instance);
        Registration registration = new Registration() {
            @Override
            public CompletionStage<Void> whenRegistered() {
                return CompletableFuture.completedStage(null);
            }

            @Override
            public void close() {
                if (registrations.remove(this)) {
                    space.remove(instance);
                }
            }
        };
        registrations.add(registration);
        return registration;
    }

    @Override
    public Subscription subscribe(String service, Listener listener) {
        checkOpen();
        Follower follower = new Follower(listener);
        space.follow(service, follower);
        Subscription subscription = new Subscription() {
            @Override
            public void close() {
                if (subscriptions.remove(this)) {
                    space.leave(service, follower);
                }
            }
        };
        subscriptions.add(subscription);
        return subscription;
    }

    /**
     * Writes the operators' rules for a service, as they would stand in a registry of its own.
     *
     * @param rules null if there are none any more
     */
    public void rules(String service, @Nullable String rules) {
        space.rules(service, rules);
    }

    @Override
    public String describe() {
        return new RegistryAddress.Memory(space.name) + (closed ? " (closed)" : " (connected)");
    }

    @Override
    public void close() {
        closed = true;
        registrations.forEach(Registration::close);
        subscriptions.forEach(Subscription::close);
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the registry " + new RegistryAddress.Memory(space.name) + " is closed");
        }
    }

    /** One subscription. Lists reach its listener in order, and no lock but its own is held meanwhile. */
    private static final class Follower {

        private final Listener listener;
        private long heard = -1;
        private @Nullable List<RpcInstance> instances;
        private @Nullable String rules;

        Follower(Listener listener) {
            this.listener = listener;
        }

        synchronized void hear(Snapshot snapshot) {
            if (snapshot.change <= heard) {
                return;
            }
            heard = snapshot.change;
            try {
                if (!Objects.equals(rules, snapshot.rules)) {
                    rules = snapshot.rules;
                    listener.onRules(rules);
                }
                if (!snapshot.instances.equals(instances)) {
                    instances = snapshot.instances;
                    listener.onInstances(instances);
                }
            } catch (RuntimeException e) {
                log.error("A listener failed", e);
            }
        }
    }

    /** A service's instances and rules after the space's n-th change. */
    private record Snapshot(
            long change,
            List<RpcInstance> instances,
            @Nullable String rules) {}

    /** What is published, and who follows. */
    private static final class Space {

        private final String name;
        private final Map<Key, RpcInstance> instances = new LinkedHashMap<>();
        private final Map<String, String> rules = new HashMap<>();
        private final Map<String, List<Follower>> followers = new HashMap<>();
        private long changes;

        Space(String name) {
            this.name = name;
        }

        private record Key(ServiceId service, String processId) {

            static Key of(RpcInstance instance) {
                return new Key(instance.service(), instance.processId());
            }
        }

        void add(RpcInstance instance) {
            synchronized (this) {
                if (instances.putIfAbsent(Key.of(instance), instance) != null) {
                    throw new IllegalStateException(
                            instance.service() + " is registered by the process " + instance.processId() + " already");
                }
                changes++;
            }
            tell(instance.service().name());
        }

        void remove(RpcInstance instance) {
            synchronized (this) {
                instances.remove(Key.of(instance));
                changes++;
            }
            tell(instance.service().name());
        }

        void rules(String service, @Nullable String text) {
            synchronized (this) {
                if (text == null) {
                    rules.remove(service);
                } else {
                    rules.put(service, text);
                }
                changes++;
            }
            tell(service);
        }

        void follow(String service, Follower follower) {
            // Its lock first: nobody else may tell it anything before this first list.
            synchronized (follower) {
                synchronized (this) {
                    followers.computeIfAbsent(service, key -> new ArrayList<>()).add(follower);
                }
                follower.hear(snapshot(service));
            }
        }

        synchronized void leave(String service, Follower follower) {
            List<Follower> rest = followers.getOrDefault(service, new ArrayList<>());
            rest.remove(follower);
            if (rest.isEmpty()) {
                followers.remove(service);
            }
        }

        private void tell(String service) {
            List<Follower> all;
            synchronized (this) {
                all = List.copyOf(followers.getOrDefault(service, List.of()));
            }
            for (Follower follower : all) {
                follower.hear(snapshot(service));
            }
        }

        private synchronized Snapshot snapshot(String service) {
            return new Snapshot(
                    changes,
                    instances.values().stream()
                            .filter(instance -> instance.service().name().equals(service))
                            .toList(),
                    rules.get(service));
        }
    }
}
