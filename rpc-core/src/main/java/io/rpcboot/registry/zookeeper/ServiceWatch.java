package io.rpcboot.registry.zookeeper;

import io.rpcboot.core.Ticker;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery.Listener;
import io.rpcboot.registry.zookeeper.InstanceList.Node;
import io.rpcboot.registry.zookeeper.PipelinedReads.Gathered;
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
import java.util.concurrent.CompletableFuture;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
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
    private static final int LOOKS_A_FULL_READ = 100;

    private final ZooKeeperClient client;
    private final String service;
    private final FullReads fullReads;
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

    /**
     * @param fullReads reads it together with others
     * @param file knows the last good list, and is told each new one; null if there is none
     */
    ServiceWatch(ZooKeeperClient client, String service, FullReads fullReads, @Nullable InstanceFile file) {
        this.client = client;
        this.fullReads = fullReads;
        this.service = service;
        this.file = file;
        this.path = client.paths().service(service);
        this.rulesPath = client.paths().rules(service);
        this.thread = client.watchThread();
    }

    void start() {
        client.followers().merge(path, 1, Integer::sum);
        client.addListener(onConnected);
        fullReads.request(this);
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
            instances.recall(list);
            afterOutage = true; // the one that this process was started in
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
            if (file != null) {
                file.forget(service);
            }
            Integer others = client.followers()
                    .computeIfPresent(path, (followed, followers) -> followers == 1 ? null : followers - 1);
            try {
                ZooKeeper zooKeeper = client.handle();
                for (String watched : List.of(path, rulesPath)) {
                    if (others == null) { // else ZooKeeper would go on telling us, who no longer listen
                        zooKeeper.removeAllWatches(watched, WatcherType.Any, true, (rc, at, context) -> {}, null);
                    } else {
                        zooKeeper.removeWatches(watched, this, WatcherType.Any, true, (rc, at, context) -> {}, null);
                    }
                }
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
            fullReads.request(this);
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
            fullReads.request(this);
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

    /**
     * A full read in steps, so that many services can be read at once: each step waits for the answers to the one before
     * it, and asks for the next. The watch is set ahead of all, if this connection has none, so that nothing is missed.
     */
    final class FullRead {

        private final ZooKeeper zooKeeper;
        private final CompletableFuture<Code> watchSet = new CompletableFuture<>();
        private final CompletableFuture<Rules> rulesAnswer = new CompletableFuture<>();
        private final CompletableFuture<Children> children = new CompletableFuture<>();
        private final Set<String> ids = new HashSet<>(instances.ids());
        private Look look = new Look(Set.of());

        private FullRead(ZooKeeper zooKeeper) {
            this.zooKeeper = zooKeeper;
        }

        private void askWhoIsThere() {
            if (watching) {
                watchSet.complete(Code.OK);
            } else {
                zooKeeper.addWatch(
                        path,
                        ServiceWatch.this,
                        AddWatchMode.PERSISTENT_RECURSIVE,
                        (rc, at, context) -> watchSet.complete(Code.get(rc)),
                        null);
                // Whether that works, the other watch has told.
                zooKeeper.addWatch(
                        rulesPath, ServiceWatch.this, AddWatchMode.PERSISTENT, (rc, at, context) -> {}, null);
            }
            zooKeeper.getData(
                    rulesPath,
                    false,
                    (rc, at, context, content, stat) -> rulesAnswer.complete(new Rules(Code.get(rc), content)),
                    null);
            zooKeeper.getChildren(
                    path,
                    false,
                    (rc, at, context, ids, parent) -> children.complete(new Children(Code.get(rc), ids, parent)),
                    null);
        }

        private void askHowTheyAre() throws KeeperException, InterruptedException {
            onWatchSet(PipelinedReads.await(watchSet));
            onRules(PipelinedReads.await(rulesAnswer));
            Children answer = PipelinedReads.await(children);
            if (answer.code() == Code.OK) {
                ids.addAll(answer.ids());
                lastChange = answer.parent().getPzxid();
            } else if (answer.code() != Code.NONODE) {
                throw KeeperException.create(answer.code(), path);
            }
            look = new Look(ids);
            look.askHowTheyAre(zooKeeper);
        }

        private void askWhatTheySay() throws KeeperException, InterruptedException {
            look.askWhatTheySay(zooKeeper);
        }

        private void finish() throws KeeperException, InterruptedException {
            Map<String, Node> now = look.result();
            if (afterOutage) {
                afterOutage = false;
                Duration grace = client.timings().grace();
                Duration session = client.sessionTimeout();
                instances.holdFor(session.compareTo(grace) > 0 ? session : grace);
            }
            instances.update(ids, now);
            publish(true);
        }

        /** Takes the next step; false if that failed, and then there is no further one. */
        boolean step(int number) {
            return attempt(unused -> {
                switch (number) {
                    case 0 -> askWhoIsThere();
                    case 1 -> askHowTheyAre();
                    case 2 -> askWhatTheySay();
                    default -> finish();
                }
            });
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Rules(Code code, byte @Nullable [] content) {}

    private record Children(Code code, List<String> ids, Stat parent) {}

    /** How many steps a full read has. */
    static final int STEPS = 4;

    /** Begins one; null if there is no connection, or nobody listens any more. For the watch thread. */
    @Nullable
    FullRead fullRead() {
        List<FullRead> begun = new ArrayList<>();
        attempt(zooKeeper -> begun.add(new FullRead(zooKeeper)));
        return begun.isEmpty() ? null : begun.get(0);
    }

    private void onWatchSet(Code code) throws KeeperException {
        if (code == Code.UNIMPLEMENTED) {
            log.warn(
                    "{} is older than 3.6 and knows no persistent watches: changes of {} are seen only every {} s",
                    client.options().address(),
                    service,
                    client.timings().look().toSeconds());
        } else if (code != Code.OK) {
            throw KeeperException.create(code, path);
        }
        watchable = code == Code.OK;
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

    private void readRules(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
        try {
            onRules(new Rules(Code.OK, zooKeeper.getData(rulesPath, false, null)));
        } catch (KeeperException e) {
            onRules(new Rules(e.code(), null));
        }
    }

    /** What somebody keeps from us does not keep us from the instances. */
    private void onRules(Rules answer) throws KeeperException {
        String now = null;
        if (answer.code() == Code.OK) {
            byte[] content = answer.content();
            now = content == null ? "" : new String(content, StandardCharsets.UTF_8);
        } else if (answer.code() == Code.NOAUTH) {
            if (!rulesWithheld) {
                rulesWithheld = true;
                log.warn("{} is not heeded: this user may not read it", rulesPath);
            }
            return;
        } else if (answer.code() != Code.NONODE) {
            throw KeeperException.create(answer.code(), rulesPath);
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
        Look look = new Look(ids);
        look.askHowTheyAre(zooKeeper);
        look.askWhatTheySay(zooKeeper);
        return look.result();
    }

    /** A look at some nodes, in steps. */
    private final class Look {

        private final Collection<String> ids;
        private final Map<String, Node> now = new HashMap<>();
        private Gathered<Stat> states = new Gathered<>(0);
        private Gathered<PipelinedReads.Content> contents = new Gathered<>(0);

        Look(Collection<String> ids) {
            this.ids = ids;
        }

        void askHowTheyAre(ZooKeeper zooKeeper) {
            states = new PipelinedReads(zooKeeper, path).stats(ids);
        }

        void askWhatTheySay(ZooKeeper zooKeeper) throws KeeperException, InterruptedException {
            Map<String, Stat> changed = new HashMap<>();
            states.await().forEach((id, stat) -> {
                Node last = instances.last(id);
                if (last != null && last.mzxid() == stat.getMzxid()) {
                    now.put(id, last);
                } else if (stat.getDataLength() > RpcInstanceSerializer.MAX_BYTES) {
                    String why =
                            "it has " + stat.getDataLength() + " bytes, more than " + RpcInstanceSerializer.MAX_BYTES;
                    now.put(id, bad(id, stat, why));
                } else {
                    changed.put(id, stat);
                }
            });
            contents = new PipelinedReads(zooKeeper, path).contents(changed);
        }

        Map<String, Node> result() throws KeeperException, InterruptedException {
            contents.await().forEach((id, content) -> now.put(id, parse(id, content)));
            return now;
        }
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
        complaint = "";
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

    /** Whether it worked. */
    private boolean attempt(Reading reading) {
        if (closed || !client.isConnected()) {
            return false;
        }
        try {
            reading.read(client.handle());
            return true;
        } catch (KeeperException.ConnectionLossException | KeeperException.SessionExpiredException e) {
            log.debug("{}: the last list stays until ZooKeeper is back", path);
        } catch (KeeperException e) {
            complain(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
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
