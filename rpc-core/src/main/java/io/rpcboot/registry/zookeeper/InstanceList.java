package io.rpcboot.registry.zookeeper;

import io.rpcboot.core.Ticker;
import io.rpcboot.registry.RpcInstance;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The instances of one service: what the registry shows, and for a while after an outage also what it showed before.
 * For one thread at a time.
 */
final class InstanceList {

    private final Ticker ticker;
    private final Map<String, Node> shown = new TreeMap<>();
    private final Map<String, RpcInstance> held = new TreeMap<>();
    private boolean holding;
    private long holdUntil;

    InstanceList(Ticker ticker) {
        this.ticker = ticker;
    }

    /**
     * A node as last read.
     *
     * @param mzxid ZooKeeper's number of its last change
     * @param instance what it offers; null if nothing
     */
    record Node(long mzxid, @Nullable RpcInstance instance) {}

    /** What the node was when it was last read; null if it was not there. */
    @Nullable
    Node last(String id) {
        return shown.get(id);
    }

    /** The nodes that were there when last read. */
    Set<String> ids() {
        return Set.copyOf(shown.keySet());
    }

    /** These were there before anything was read: they are listed as if they had been, and had gone in an outage. */
    void recall(List<RpcInstance> before) {
        before.forEach(instance -> held.put(instance.processId() + " " + instance.service(), instance));
    }

    /** From now on, and for this long, removals are held back: the registry was away and may have forgotten. */
    void holdFor(Duration grace) {
        holding = true;
        holdUntil = ticker.nanos() + grace.toNanos();
    }

    /** How long an instance that is gone is still listed; null if none is. */
    @Nullable
    Duration nextRelease() {
        return held.isEmpty() ? null : Duration.ofNanos(Math.max(0, holdUntil - ticker.nanos()));
    }

    /** These nodes were looked at, and those of them that are there are {@code now}. */
    void update(Collection<String> asked, Map<String, Node> now) {
        boolean hold = holding && holdUntil - ticker.nanos() > 0;
        for (String id : asked) {
            Node node = now.get(id);
            Node before = node == null ? shown.remove(id) : shown.put(id, node);
            if (node != null) {
                held.remove(id);
            } else if (hold && before != null && before.instance != null) {
                held.put(id, before.instance);
            }
        }
        held.values().removeIf(this::isReplaced);
    }

    /** Whether another process, one that started later, answers at this instance's address by now. */
    private boolean isReplaced(RpcInstance instance) {
        for (Node node : shown.values()) {
            RpcInstance other = node.instance;
            if (other != null
                    && other.service().equals(instance.service())
                    && other.address().equals(instance.address())) {
                return true;
            }
        }
        return false;
    }

    /** Lets go of what was held back, if its time is over. */
    void release() {
        if (holding && holdUntil - ticker.nanos() <= 0) {
            holding = false;
            held.clear();
        }
    }

    /** The instances now, in the order of their nodes' names. */
    List<RpcInstance> instances() {
        Map<String, RpcInstance> all = new TreeMap<>(held);
        shown.forEach((id, node) -> {
            if (node.instance != null) {
                all.put(id, node.instance);
            }
        });
        return List.copyOf(all.values());
    }
}
