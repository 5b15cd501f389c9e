package io.rpcboot.client;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.rules.RulesException;
import io.rpcboot.rules.ServiceRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription a service name, however many references there are to it. Safe for use by many threads. */
final class Directory {

    private static final Logger log = LoggerFactory.getLogger(Directory.class);

    private final @Nullable ServiceDiscovery discovery;
    private final Map<String, Entry> entries = new HashMap<>();

    /**
     * What was heard last.
     *
     * @param instances null if nothing was heard of any
     * @param rules null if there are none
     */
    private record Heard(
            @Nullable List<RpcInstance> instances, @Nullable ServiceRules rules) {

        static final Heard NOTHING = new Heard(null, null);

        void tell(Cluster cluster) {
            cluster.onRules(rules);
            if (instances != null) {
                cluster.onInstances(instances);
            }
        }
    }

    private final class Entry implements ServiceDiscovery.Listener {
        final String service;
        final List<Cluster> clusters = new ArrayList<>();
        ServiceDiscovery.@Nullable Subscription subscription;
        Heard heard = Heard.NOTHING;

        Entry(String service) {
            this.service = service;
        }

        @Override
        public void onInstances(List<RpcInstance> instances) {
            List<Cluster> tell;
            synchronized (Directory.this) {
                heard = new Heard(instances, heard.rules());
                tell = List.copyOf(clusters);
            }
            tell.forEach(cluster -> cluster.onInstances(instances));
        }

        /** What is no rules leaves those that there are. */
        @Override
        public void onRules(@Nullable String text) {
            ServiceRules rules;
            try {
                rules = text == null ? null : ServiceRules.parse(text);
            } catch (RulesException e) {
                log.warn(
                        "The rules for {} in {} are refused, and those before stay: {}",
                        service,
                        describe(),
                        e.getMessage());
                return;
            }
            log.info(
                    "{}",
                    rules == null
                            ? "There are no rules for " + service + " in " + describe() + " any more"
                            : "Rules for " + service + " in " + describe() + ": " + rules);
            List<Cluster> tell;
            synchronized (Directory.this) {
                heard = new Heard(heard.instances(), rules);
                tell = List.copyOf(clusters);
            }
            tell.forEach(cluster -> cluster.onRules(rules));
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
        Heard heard;
        synchronized (this) {
            first = !entries.containsKey(service);
            entry = entries.computeIfAbsent(service, Entry::new);
            entry.clusters.add(cluster);
            heard = entry.heard;
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
        // Something newer may be told while this is: then it is told again, so that the newest is the last word.
        for (Heard told = Heard.NOTHING; !told.equals(heard); heard = latest(entry)) {
            heard.tell(cluster);
            told = heard;
        }
    }

    private synchronized Heard latest(Entry entry) {
        return entry.heard;
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
