package io.rpcboot.registry.zookeeper;

import io.rpcboot.core.Ticker;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery.Listener;
import io.rpcboot.registry.zookeeper.InstanceList.Node;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows one service, its instances and its rules. Events only say which nodes to look at again, so that neither their order nor a lost one
 * matters; all looking, and all telling of listeners, is done by the client's one watch thread.
 */
final class ServiceWatch implements Watcher {

    private static final Logger log = LoggerFactory.getLogger(ServiceWatch.class);

    /** How long the registry has for its first list before the one in the file is told. */
    private static final Duration HEAD_START = Duration.ofMillis(500);

    /** Of so many looks at a service one reads all of its nodes, the others only those that have come or gone. */
    private static final int LOOKS_A_FULL_READ = 10;

    private final ZooKeeperClient client;
    private final String service;
    private final @Nullable InstanceFile file;
    private final String path;
    private final String rulesPath;
    private final Worker thread;
    private final RpcInstanceSerializer serializer = new RpcInstanceSerializer();
    private final ZooKeeperClient.ConnectionListener onConnected = this::onConnected;

    /** Node ids to look at again; guarded by itself. */
    private final Set<String> dirty = new HashSet<>();

    /** Who listens; guarded by the discovery that owns this watch. */
    private final Set<Listener> wanted = new HashSet<>();

    // All below belongs to the watch thread.
    private final List<Listener> listeners = new ArrayList<>();
    private final InstanceList instances = new InstanceList(Ticker.SYSTEM);

    /** What the listeners were told last; null before the first full read. */
    private @Nullable List<RpcInstance> told;

    /** What they were told meanwhile, out of the file. */
    private volatile @Nullable List<RpcInstance> recalled;

    /** What the listeners were told last; null, as before the first full read, is that there are none. */
    private @Nullable String rules;

    private boolean rulesWithheld;
    private boolean watching;

    /** False with servers that know no such watches: then every look is a full read. */
    private boolean watchable = true;

    /** When a node last came or went, as of the last look; ZooKeeper's number of that change. */
    private long lastChange;

    private int looks;
    private boolean afterOutage;
    private boolean releaseScheduled;
    private boolean closed;
    private String complaint = "";

    /** @param file knows the last good list, and is told each new one; null if there is none */
    ServiceWatch(ZooKeeperClient client, String service, @Nullable InstanceFile file) {
        this.client = client;
        this.service = service;
        this.file = file;
        this.path = client.paths().service(service);
        this.rulesPath = client.paths().rules(service);
        this.thread = client.watchThread();
    }

    void start() {
        client.addListener(onConnected);
        thread.execute(this::readAll);
        scheduleNextLook();
        if (file != null) {
            thread.schedule(() -> recall(file), HEAD_START);
        }
    }

    private void recall(InstanceFile file) {
        if (closed || told != null) {
            return;
        }
        List<RpcInstance> list = file.recall(service);
        if (!list.isEmpty()) {
            recalled = list;
            listeners.forEach(listener -> tell(listener, list));
        }
    }

    /** Adds a listener, which hears the present list if there is one. */
    void add(Listener listener) {
        wanted.add(listener);
        thread.execute(() -> {
            listeners.add(listener);
            if (rules != null) {
                tellRules(listener);
            }
            List<RpcInstance> list = told != null ? told : recalled;
            if (list != null) {
                tell(listener, list);
            }
        });
    }

    /** Whether the registry has said nothing yet and the file has. */
    boolean isRecalled() {
        return recalled != null;
    }

    /** Drops a listener; true if it was the last. */
    boolean remove(Listener listener) {
        wanted.remove(listener);
        thread.execute(() -> listeners.remove(listener));
        return wanted.isEmpty();
    }

    void close() {
        client.removeListener(onConnected);
        thread.execute(() -> {
            closed = true;
            listeners.clear();
            try {
                ZooKeeper zooKeeper = client.handle();
                zooKeeper.removeWatches(path, this, WatcherType.Any, true, (rc, at, context) -> {}, null);
                zooKeeper.removeWatches(rulesPath, this, WatcherType.Any, true, (rc, at, context) -> {}, null);
            } catch (KeeperException e) {
                log.debug("{}: the watch went with the connection", path);
            }
        });
    }

    /** Called by ZooKeeper's thread. */
    @Override
    public void process(WatchedEvent event) {
        String changed = event.getPath();
        if (rulesPath.equals(changed)) {
            thread.execute(this::readRules);
            return;
        }
        if (event.getType() == Event.EventType.None || changed == null || !isInstance(changed)) {
            return;
        }
        boolean first;
        synchronized (dirty) {
            first = dirty.isEmpty();
            dirty.add(changed.substring(path.length() + 1));
        }
        if (first) {
            thread.execute(this::readDirty);
        }
    }

    private boolean isInstance(String changed) {
        return changed.length() > path.length() + 1
                && changed.startsWith(path)
                && changed.charAt(path.length()) == '/'
                && changed.indexOf('/', path.length() + 1) < 0;
    }

    private void onConnected(boolean again) {
        thread.execute(() -> {
            watching = false;
            afterOutage |= again && told != null;
            readAll();
        });
    }

    private void scheduleNextLook() {
        thread.schedule(
                () -> {
                    if (!closed) {
                        scheduleNextLook();
                        lookAgain();
                    }
                },
                Timings.jittered(client.timings().look()));
    }

    /** For events that got lost. Asks for one number if there were none: there may be thousands of consumers. */
    private void lookAgain() {
        if (++looks % LOOKS_A_FULL_READ == 0 || !watching || !watchable || told == null || afterOutage) {
            readAll();
            return;
        }
        attempt(zooKeeper -> {
            readRules(zooKeeper);
            Stat parent = zooKeeper.exists(path, false);
            if (parent != null && parent.getPzxid() != lastChange) {
                Set<String> known = instances.ids();
                Set<String> there = children(zooKeeper);
                Set<String> ids = new HashSet<>(known);
                ids.addAll(there);
                ids.removeIf(id -> known.contains(id) && there.contains(id));
                instances.update(ids, look(zooKeeper, ids));
                publish(false);
            }
        });
    }

    /** Sets the watch if this connection has none, then reads: in this order nothing is missed. */
    private void readAll() {
        attempt(zooKeeper -> {
            if (!watching) {
                watch(zooKeeper);
            }
            readRules(zooKeeper);
            Set<String> ids = new HashSet<>(instances.ids());
            ids.addAll(children(zooKeeper));
            Map<String, Node> now = look(zooKeeper, ids);
            if (afterOutage) {
                afterOutage = false;
                Duration grace = client.timings().grace();
                Duration session = client.sessionTimeout();
                instances.holdFor(session.compareTo(grace) > 0 ? session : grace);
            }
            instances.update(ids, now);
            publish(true);
        });
    }

    private void watch(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
        try {
            zooKeeper.addWatch(path, this, AddWatchMode.PERSISTENT_RECURSIVE);
            zooKeeper.addWatch(rulesPath, this, AddWatchMode.PERSISTENT);
            watchable = true;
        } catch (KeeperException.UnimplementedException e) {
            watchable = false;
            log.warn(
                    "{} is older than 3.6 and knows no persistent watches: changes of {} are seen only every {} s",
                    client.options().address(),
                    service,
                    client.timings().look().toSeconds());
        }
        watching = true;
    }

    private Set<String> children(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
        try {
            Stat parent = new Stat();
            Set<String> children = new HashSet<>(zooKeeper.getChildren(path, false, parent));
            lastChange = parent.getPzxid();
            return children;
        } catch (KeeperException.NoNodeException e) {
            return Set.of();
        }
    }

    private void readDirty() {
        Set<String> ids;
        synchronized (dirty) {
            ids = Set.copyOf(dirty);
            dirty.clear();
        }
        // Where there is no watch or no list yet, a full read is to come and sees it all.
        if (watching && told != null) {
            attempt(zooKeeper -> {
                instances.update(ids, look(zooKeeper, ids));
                publish(false);
            });
        }
    }

    private void readRules() {
        if (watching && told != null) {
            attempt(this::readRules);
        }
    }

    /** What somebody keeps from us does not keep us from the instances. */
    private void readRules(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
        String now = null;
        try {
            byte[] content = zooKeeper.getData(rulesPath, false, null);
            now = content == null ? "" : new String(content, StandardCharsets.UTF_8);
        } catch (KeeperException.NoNodeException e) {
            log.trace("{} is not there", rulesPath);
        } catch (KeeperException.NoAuthException e) {
            if (!rulesWithheld) {
                rulesWithheld = true;
                log.warn("{} is not heeded: this user may not read it", rulesPath);
            }
            return;
        }
        rulesWithheld = false;
        if (!Objects.equals(now, rules)) {
            rules = now;
            List.copyOf(listeners).forEach(this::tellRules);
        }
    }

    /** What the nodes of these ids are now; those that are gone are missing. */
    private Map<String, Node> look(ZooKeeper zooKeeper, Collection<String> ids)
            throws KeeperException, InterruptedException {
        PipelinedReads reads = new PipelinedReads(zooKeeper, path);
        Map<String, Node> now = new HashMap<>();
        Map<String, Stat> changed = new HashMap<>();
        reads.stats(ids).forEach((id, stat) -> {
            Node last = instances.last(id);
            if (last != null && last.mzxid() == stat.getMzxid()) {
                now.put(id, last);
            } else if (stat.getDataLength() > RpcInstanceSerializer.MAX_BYTES) {
                now.put(
                        id,
                        bad(
                                id,
                                stat,
                                "it has " + stat.getDataLength() + " bytes, more than "
                                        + RpcInstanceSerializer.MAX_BYTES));
            } else {
                changed.put(id, stat);
            }
        });
        reads.contents(changed).forEach((id, content) -> now.put(id, parse(id, content)));
        return now;
    }

    private Node parse(String id, PipelinedReads.Content content) {
        if (content.refused()) {
            return bad(id, content.stat(), "this user may not read it");
        }
        try {
            return new Node(content.stat().getMzxid(), serializer.read(service, id, content.bytes()));
        } catch (BadInstanceException e) {
            return bad(id, content.stat(), e.getMessage());
        }
    }

    /** Warns; once, because a node is read once for each change. What it said before stays true. */
    private Node bad(String id, Stat stat, @Nullable String why) {
        Node last = instances.last(id);
        RpcInstance before = last == null ? null : last.instance();
        log.warn(
                "{}/{} is not an instance and is {}: {}",
                path,
                id,
                before == null ? "skipped" : "taken for what it was before",
                why);
        return new Node(stat.getMzxid(), before);
    }

    private void publish(boolean full) {
        List<RpcInstance> list = instances.instances();
        if (told == null ? full : !list.equals(told)) {
            told = list;
            recalled = null;
            for (Listener listener : List.copyOf(listeners)) {
                tell(listener, list);
            }
            if (file != null) {
                file.remember(service, list);
            }
        }
        Duration next = instances.nextRelease();
        if (next != null && !releaseScheduled) {
            releaseScheduled = true;
            thread.schedule(this::release, next);
        }
    }

    private void release() {
        releaseScheduled = false;
        // Without a connection nobody can have registered again: the next full read decides.
        if (!closed && client.isConnected() && !afterOutage) {
            instances.release();
            publish(false);
        }
    }

    private void tell(Listener listener, List<RpcInstance> list) {
        guarded(() -> listener.onInstances(list));
    }

    private void tellRules(Listener listener) {
        guarded(() -> listener.onRules(rules));
    }

    private void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException e) {
            log.error("A listener of {} failed", service, e);
        }
    }

    private void attempt(Reading reading) {
        if (closed || !client.isConnected()) {
            return;
        }
        try {
            reading.read(client.handle());
            complaint = "";
        } catch (KeeperException.ConnectionLossException | KeeperException.SessionExpiredException e) {
            log.debug("{}: the last list stays until ZooKeeper is back", path);
        } catch (KeeperException e) {
            complain(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void complain(String what) {
        if (!what.equals(complaint)) {
            complaint = what;
            log.warn("{} cannot be read: {}; the last list stays, and it is tried again", path, what);
        }
    }

    /** Something that ZooKeeper may refuse. */
    private interface Reading {
        void read(ZooKeeper zooKeeper) throws KeeperException, InterruptedException;
    }
}
