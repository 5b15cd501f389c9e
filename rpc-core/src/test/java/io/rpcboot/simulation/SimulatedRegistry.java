package io.rpcboot.simulation;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who is there, as callers hear a moment later, each after a delay of its own. */
final class SimulatedRegistry {

    private final Simulation simulation;
    private final Map<Integer, RpcInstance> registered = new TreeMap<>();
    private final List<Follower> followers = new ArrayList<>();
    private boolean telling;

    private record Follower(ServiceDiscovery.Listener listener, double delay) {}

    SimulatedRegistry(Simulation simulation) {
        this.simulation = simulation;
    }

    void register(Provider provider) {
        registered.put(provider.number, provider.instance());
        changed();
    }

    void unregister(Provider provider) {
        registered.remove(provider.number);
        changed();
    }

    /** The process is dead; its entry goes when its session has. */
    void expire(Provider provider) {
        RpcInstance entry = registered.get(provider.number);
        simulation.after(Simulation.SESSION, () -> {
            if (registered.remove(provider.number, entry)) {
                changed();
            }
        });
    }

    /** What changes at one moment is told at once. */
    private void changed() {
        if (telling) {
            return;
        }
        telling = true;
        simulation.after(0, () -> {
            telling = false;
            List<RpcInstance> instances = List.copyOf(registered.values());
            followers.forEach(follower ->
                    simulation.after(follower.delay(), () -> follower.listener().onInstances(instances)));
        });
    }

    /** The registry as one caller sees it, so many seconds late. */
    ServiceDiscovery seenAfter(double delay) {
        return new ServiceDiscovery() {
            @Override
            public Subscription subscribe(String service, Listener listener) {
                followers.add(new Follower(listener, delay));
                changed();
                return () -> {};
            }

            @Override
            public String describe() {
                return "the simulated registry";
            }

            @Override
            public void close() {}
        };
    }
}
