package io.rpcboot.demo.consumer.story;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** What the registry tells a consumer, as it tells it. */
final class Registrations {

    private final Map<Module, List<RpcInstance>> current = new HashMap<>();
    private final Map<String, Long> firstSeenMillis = new HashMap<>();

    /** Follows the services of all modules. */
    Registrations(ServiceDiscovery discovery) {
        for (Module module : Module.values()) {
            discovery.subscribe(module.serviceName(), instances -> update(module, instances));
        }
    }

    private synchronized void update(Module module, List<RpcInstance> instances) {
        long now = System.currentTimeMillis();
        current.put(module, instances);
        instances.forEach(instance -> firstSeenMillis.putIfAbsent(key(module, instance.processId()), now));
        notifyAll();
    }

    /** Who exports the module's service now. */
    synchronized List<RpcInstance> of(Module module) {
        return current.getOrDefault(module, List.of());
    }

    /** The processes that are or were known. */
    synchronized Set<String> processIds() {
        Set<String> all = new HashSet<>();
        current.values().forEach(instances -> instances.forEach(instance -> all.add(instance.processId())));
        return all;
    }

    /** When the list with this process's instance of the module arrived. */
    synchronized long firstSeenMillis(Module module, String processId) {
        return firstSeenMillis.getOrDefault(key(module, processId), 0L);
    }

    /** The process of this name that exports all of these modules and is none of {@code others}. */
    synchronized Optional<RpcInstance> find(String name, Set<Module> modules, Set<String> others) {
        return of(modules.iterator().next()).stream()
                .filter(instance -> instance.attributes().application().equals(name))
                .filter(instance -> !others.contains(instance.processId()))
                .filter(instance -> modules.stream().allMatch(module -> exports(instance.processId(), module)))
                .findFirst();
    }

    synchronized boolean exports(String processId, Module module) {
        return of(module).stream().anyMatch(instance -> instance.processId().equals(processId));
    }

    /** Waits until the condition, which news from the registry can change, holds; false if it does not in time. */
    synchronized boolean await(Duration timeout, BooleanSupplier condition) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
            if (leftMillis <= 0) {
                return false;
            }
            try {
                wait(Math.min(leftMillis, 250)); // not only for news: the condition may ask whether a process lives
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private static String key(Module module, String processId) {
        return module + " " + processId;
    }
}
