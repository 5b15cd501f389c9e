package io.rpcboot.registry;

import io.rpcboot.core.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A registry within one JVM, for tests and for programs of one process. An object of this class is one party's
 * connection; what is published over one of them is seen over all that share its space. Closing it withdraws what this
 * party published and ends its subscriptions, the others' stay. Listeners are called by the thread that changes
 * something, before its call returns.
 */
public final class InMemoryRegistry implements ServiceRegistry, ServiceDiscovery {

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

    /** A listener by identity: the same one may follow twice. */
    private static final class Follower {

        private final Listener listener;

        Follower(Listener listener) {
            this.listener = listener;
        }
    }

    /** What is published, and who follows; listeners are told under its lock, so that lists arrive in order. */
    private static final class Space {

        private final String name;
        private final Map<Key, RpcInstance> instances = new HashMap<>();
        private final List<Key> order = new ArrayList<>();
        private final Map<String, List<Follower>> followers = new HashMap<>();

        Space(String name) {
            this.name = name;
        }

        private record Key(ServiceId service, String processId) {

            static Key of(RpcInstance instance) {
                return new Key(instance.service(), instance.processId());
            }
        }

        synchronized void add(RpcInstance instance) {
            Key key = Key.of(instance);
            if (instances.putIfAbsent(key, instance) != null) {
                throw new IllegalStateException(
                        instance.service() + " is registered by the process " + instance.processId() + " already");
            }
            order.add(key);
            tell(instance.service().name());
        }

        synchronized void remove(RpcInstance instance) {
            Key key = Key.of(instance);
            instances.remove(key);
            order.remove(key);
            tell(instance.service().name());
        }

        synchronized void follow(String service, Follower follower) {
            followers.computeIfAbsent(service, key -> new ArrayList<>()).add(follower);
            follower.listener.onInstances(of(service));
        }

        synchronized void leave(String service, Follower follower) {
            List<Follower> rest = followers.getOrDefault(service, new ArrayList<>());
            rest.remove(follower);
            if (rest.isEmpty()) {
                followers.remove(service);
            }
        }

        private void tell(String service) {
            List<RpcInstance> list = of(service);
            for (Follower follower : List.copyOf(followers.getOrDefault(service, List.of()))) {
                follower.listener.onInstances(list);
            }
        }

        private List<RpcInstance> of(String service) {
            List<RpcInstance> list = new ArrayList<>();
            for (Key key : order) {
                if (key.service.name().equals(service)) {
                    list.add(instances.get(key));
                }
            }
            return List.copyOf(list);
        }
    }
}
