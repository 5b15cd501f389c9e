package io.rpcboot.client;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One subscription a service name, however many references there are to it. Safe for use by many threads. */
final class Directory {

    private final @Nullable ServiceDiscovery discovery;
    private final Map<String, Entry> entries = new HashMap<>();

    private final class Entry implements ServiceDiscovery.Listener {
        final List<Cluster> clusters = new ArrayList<>();
        ServiceDiscovery.@Nullable Subscription subscription;

        @Nullable
        List<RpcInstance> last;

        @Override
        public void onInstances(List<RpcInstance> instances) {
            List<Cluster> tell;
            synchronized (Directory.this) {
                last = instances;
                tell = List.copyOf(clusters);
            }
            tell.forEach(cluster -> cluster.onInstances(instances));
        }
    }

    Directory(@Nullable ServiceDiscovery discovery) {
        this.discovery = discovery;
    }

    /** Where instances come from and how that is doing, for error messages. */
    String describe() {
        return discovery == null ? "no registry (rpc.registry.address is not set), which" : discovery.describe();
    }

    void add(String service, Cluster cluster) {
        if (discovery == null) {
            cluster.onInstances(List.of());
            return;
        }
        Entry entry;
        boolean first;
        List<RpcInstance> last;
        synchronized (this) {
            first = !entries.containsKey(service);
            entry = entries.computeIfAbsent(service, name -> new Entry());
            entry.clusters.add(cluster);
            last = entry.last;
        }
        if (first) {
            ServiceDiscovery.Subscription subscription = discovery.subscribe(service, entry);
            boolean left;
            synchronized (this) {
                entry.subscription = subscription;
                left = entries.get(service) != entry;
            }
            if (left) {
                subscription.close(); // removed meanwhile, when there was nothing to close yet
            }
            return;
        }
        // A newer list may be told while this one is: then it is told again, so that the newest is the last word.
        while (last != null) {
            cluster.onInstances(last);
            List<RpcInstance> newest = latest(entry);
            last = newest == last ? null : newest;
        }
    }

    private synchronized @Nullable List<RpcInstance> latest(Entry entry) {
        return entry.last;
    }

    void remove(String service, Cluster cluster) {
        ServiceDiscovery.Subscription unused;
        synchronized (this) {
            Entry entry = entries.get(service);
            if (entry == null || !entry.clusters.remove(cluster) || !entry.clusters.isEmpty()) {
                return;
            }
            entries.remove(service);
            unused = entry.subscription;
        }
        if (unused != null) {
            unused.close();
        }
    }
}
