package io.rpcboot.registry.zookeeper;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.curator.utils.ZKPaths;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The nodes that this process wants to be there as long as it lives. Each is watched, and looked after when something
 * happens to it, at each connection and now and then: is it there, is it of my session, does it say what I say? What is
 * not so is put right. All work is done by one thread, off ZooKeeper's.
 */
final class EphemeralNodes {

    private static final Logger log = LoggerFactory.getLogger(EphemeralNodes.class);

    /** How often one look may find that the node changed under its hands; the next look comes soon anyway. */
    private static final int ATTEMPTS = 5;

    /** How many nodes a log line names. */
    private static final int NAMED = 5;

    private final ZooKeeperClient client;
    private final Worker thread;
    private final Timings timings;
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();

    /** What was put right and not yet logged: one line for all, of which there may be hundreds. Of the one thread only. */
    private final List<String> healed = new ArrayList<>();

    EphemeralNodes(ZooKeeperClient client, Worker thread, Timings timings) {
        this.client = client;
        this.thread = thread;
        this.timings = timings;
    }

    void start() {
        client.addListener(again -> thread.execute(this::reconcileAll));
        scheduleNext();
    }

    /**
     * Wants this node.
     *
     * @throws IllegalStateException if it is wanted already
     */
    Node keep(String path, byte[] data) {
        Node node = new Node(path, data);
        nodes.compute(path, (key, present) -> {
            if (present != null && present.wanted) {
                throw new IllegalStateException(path + " is registered by this process already");
            }
            if (present != null) {
                present.deleted.countDown(); // it is not, but this one takes its place
            }
            return node;
        });
        thread.execute(() -> reconcile(node));
        return node;
    }

    void close() {
        for (Node node : nodes.values()) {
            node.wanted = false;
            node.created.completeExceptionally(new CancellationException("closed"));
        }
        nodes.clear();
    }

    private void scheduleNext() {
        thread.schedule(
                () -> {
                    try {
                        reconcileAll();
                    } finally {
                        scheduleNext();
                    }
                },
                Timings.jittered(timings.reconcile()));
    }

    private void reconcileAll() {
        for (Node node : nodes.values()) {
            if (!client.isConnected() || Thread.currentThread().isInterrupted()) {
                break;
            }
            reconcile(node);
        }
        tellHealed();
    }

    private void tellHealed() {
        if (!healed.isEmpty()) {
            int more = healed.size() - NAMED;
            log.info(
                    "Put right in {}: {}{}",
                    client.options().address(),
                    String.join(", ", healed.subList(0, Math.min(NAMED, healed.size()))),
                    more > 0 ? " and " + more + " more" : "");
            healed.clear();
        }
    }

    /** Somebody has touched it, we ourselves perhaps. */
    private void onTouched(Node node) {
        thread.execute(() -> {
            reconcile(node);
            tellHealed();
        });
    }

    private void reconcile(Node node) {
        // A node of the same path may have taken this one's place.
        if (nodes.get(node.path) != node) {
            return;
        }
        try {
            ZooKeeper zooKeeper = client.handle();
            if (node.wanted) {
                ensure(zooKeeper, node);
            } else {
                delete(zooKeeper, node);
            }
            node.complaint = "";
        } catch (KeeperException.ConnectionLossException | KeeperException.SessionExpiredException e) {
            log.debug("{}: put off until ZooKeeper is back", node.path);
        } catch (KeeperException | RuntimeException e) {
            complain(node, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void ensure(ZooKeeper zooKeeper, Node node) throws KeeperException, InterruptedException {
        for (int attempt = 0; attempt < ATTEMPTS && node.wanted; attempt++) {
            try {
                Stat stat = zooKeeper.exists(node.path, node);
                // After the first answer: before it a new handle has no session yet.
                long session = zooKeeper.getSessionId();
                if (stat == null) {
                    create(zooKeeper, node);
                } else if (stat.getEphemeralOwner() != session) {
                    replace(zooKeeper, node, stat);
                } else if (stat.getMzxid() != node.verified || session != node.session) {
                    verify(zooKeeper, node, stat);
                }
                node.session = session;
                node.there();
                return;
            } catch (KeeperException.NoNodeException
                    | KeeperException.NodeExistsException
                    | KeeperException.BadVersionException e) {
                log.debug("{} changed meanwhile; looking again", node.path, e);
            }
        }
    }

    private void create(ZooKeeper zooKeeper, Node node) throws KeeperException, InterruptedException {
        if (node.session != 0) {
            healed.add(node.path + " (was gone)");
        }
        try {
            createNode(zooKeeper, node);
        } catch (KeeperException.NoNodeException e) {
            // Containers: ZooKeeper drops them when nothing is in them any more.
            ZKPaths.mkdirs(zooKeeper, ZKPaths.getPathAndNode(node.path).getPath(), true, new Acls(client.acl()), true);
            createNode(zooKeeper, node);
        }
    }

    private void createNode(ZooKeeper zooKeeper, Node node) throws KeeperException, InterruptedException {
        Stat stat = new Stat();
        zooKeeper.create(node.path, node.data, client.acl(), CreateMode.EPHEMERAL, stat);
        node.verified = stat.getMzxid();
    }

    /** In one transaction, so that no consumer sees it missing and nobody's newer node is deleted. */
    private void replace(ZooKeeper zooKeeper, Node node, Stat stat) throws KeeperException, InterruptedException {
        zooKeeper.multi(List.of(
                Op.delete(node.path, stat.getVersion()),
                Op.create(node.path, node.data, client.acl(), CreateMode.EPHEMERAL)));
        node.verified = 0;
        healed.add(node.path + " (was another session's)");
    }

    private void verify(ZooKeeper zooKeeper, Node node, Stat stat) throws KeeperException, InterruptedException {
        byte[] data = zooKeeper.getData(node.path, false, stat);
        if (Arrays.equals(data, node.data)) {
            node.verified = stat.getMzxid();
        } else {
            node.verified =
                    zooKeeper.setData(node.path, node.data, stat.getVersion()).getMzxid();
            healed.add(node.path + " (was changed)");
        }
    }

    private void delete(ZooKeeper zooKeeper, Node node) throws KeeperException, InterruptedException {
        try {
            zooKeeper.delete(node.path, -1);
        } catch (KeeperException.NoNodeException e) {
            log.debug("{} is gone already", node.path);
        }
        nodes.remove(node.path, node);
        node.deleted.countDown();
    }

    private void complain(Node node, Exception e) {
        String complaint = String.valueOf(e.getMessage());
        if (complaint.equals(node.complaint)) {
            log.debug("{}: still {}", node.path, complaint);
            return;
        }
        node.complaint = complaint;
        String cure = e instanceof KeeperException.NoAuthException || e instanceof KeeperException.InvalidACLException
                ? "; set rpc.registry.username and rpc.registry.password to a user who may write there"
                : "";
        log.warn(
                "{} cannot be {}: {}{}; it is tried again",
                node.path,
                node.wanted ? "registered" : "withdrawn",
                complaint,
                cure);
    }

    private record Acls(List<org.apache.zookeeper.data.ACL> all)
            implements org.apache.curator.utils.InternalACLProvider {

        @Override
        public List<org.apache.zookeeper.data.ACL> getDefaultAcl() {
            return all;
        }

        @Override
        public List<org.apache.zookeeper.data.ACL> getAclForPath(String path) {
            return all;
        }
    }

    /** One wanted node. Its watch lasts until something happens to it, and is set again by the look that follows. */
    final class Node implements Watcher {

        private final String path;
        private final byte[] data;
        private final CompletableFuture<Void> created = new CompletableFuture<>();
        private final CountDownLatch deleted = new CountDownLatch(1);
        private volatile boolean wanted = true;

        // Of the one thread only: what was last seen to be right, and what was last complained about.
        private long session;
        private long verified;
        private String complaint = "";

        private Node(String path, byte[] data) {
            this.path = path;
            this.data = data;
        }

        /** Called by ZooKeeper's thread. */
        @Override
        public void process(WatchedEvent event) {
            if (event.getType() != Event.EventType.None) {
                onTouched(this);
            }
        }

        private void there() {
            created.complete(null);
        }

        CompletionStage<Void> whenCreated() {
            return created.minimalCompletionStage();
        }

        /** Wants it no more. Waits, if there is a connection, until ZooKeeper has confirmed; never throws. */
        void remove() {
            if (wanted) {
                giveUp();
                awaitDeleted(System.nanoTime() + timings.farewell().toNanos());
            }
        }

        /** Wants it no more, without waiting. */
        void giveUp() {
            wanted = false;
            created.completeExceptionally(new CancellationException(path + " was closed before it was registered"));
            thread.execute(() -> reconcile(this));
        }

        /** Waits until it is gone, but not beyond {@code deadline} of {@link System#nanoTime}. */
        void awaitDeleted(long deadline) {
            if (!client.isConnected()) {
                return;
            }
            try {
                if (!deleted.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                    log.warn("ZooKeeper did not confirm that {} is withdrawn; it goes when the session ends", path);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
