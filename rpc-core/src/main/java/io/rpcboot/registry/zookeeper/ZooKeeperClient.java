package io.rpcboot.registry.zookeeper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryOneTime;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's one connection to ZooKeeper, which registry and discovery share. It connects in the background and for
 * ever: no method but {@link #awaitConnected} waits for ZooKeeper, and whether it is there is only a matter of
 * {@link #isConnected}. Safe for use by many threads.
 *
 * <p>Curator keeps the connection and renews the session; reads and writes go to ZooKeeper's own handle, so that the
 * session that an operation belongs to is known.
 */
public final class ZooKeeperClient implements AutoCloseable {

    /** Hears of the connection, on Curator's thread; must not block. */
    interface ConnectionListener {

        /**
         * There is a connection.
         *
         * @param again whether there was one before, and then an outage, however short
         */
        void onConnected(boolean again);
    }

    private static final Logger log = LoggerFactory.getLogger(ZooKeeperClient.class);

    private final ZooKeeperOptions options;
    private final Timings timings;
    private final ZooKeeperPaths paths;
    private final Worker nodesThread = new Worker("rpc-registry");
    private final Worker watchThread = new Worker("rpc-discovery");
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentMap<String, Integer> followers = new ConcurrentHashMap<>();
    private final EphemeralNodes nodes;
    private final Function<CuratorFrameworkFactory.Builder, CuratorFramework> maker;
    private final AtomicBoolean closed = new AtomicBoolean(); // changes under stateLock
    private final Object stateLock = new Object();

    /** Null until it is about to start. */
    private volatile @Nullable CuratorFramework curator;

    // Guarded by stateLock.
    private boolean started;
    private @Nullable Throwable failure;
    private boolean connected;
    private boolean everConnected;
    private long lostAt;

    private ZooKeeperClient(
            ZooKeeperOptions options,
            Timings timings,
            Function<CuratorFrameworkFactory.Builder, CuratorFramework> maker) {
        this.options = options;
        this.timings = timings;
        this.maker = maker;
        this.paths = new ZooKeeperPaths(options.address().chroot());
        this.nodes = new EphemeralNodes(this, nodesThread, timings);
    }

    /**
     * Begins to connect; does not wait for it. That Curator cannot be started at all, as with a version of ZooKeeper
     * that it does not know, is logged, and told by {@link #describe} and {@link #awaitConnected}.
     */
    public static ZooKeeperClient connect(ZooKeeperOptions options) {
        return connect(options, Timings.DEFAULT);
    }

    static ZooKeeperClient connect(ZooKeeperOptions options, Timings timings) {
        return connect(options, timings, CuratorFrameworkFactory.Builder::build);
    }

    /** For tests: with another way to make Curator's client. */
    static ZooKeeperClient connect(
            ZooKeeperOptions options,
            Timings timings,
            Function<CuratorFrameworkFactory.Builder, CuratorFramework> maker) {
        ZooKeeperLogging.quietUnlessConfigured();
        ZooKeeperClient client = new ZooKeeperClient(options, timings, maker);
        client.start();
        return client;
    }

    private void start() {
        nodes.start();
        nodesThread.execute(this::startCurator);
        watchThread.schedule(this::warnIfNeverConnected, options.connectTimeout());
    }

    /** On a thread of ours: to load all that it needs takes longer than anything else that whoever connects waits for. */
    private void startCurator() {
        if (closed.get()) {
            return;
        }
        try {
            CuratorFramework made = newCurator();
            made.getConnectionStateListenable().addListener((source, state) -> onState(state));
            curator = made; // before it starts: who hears of the connection uses it at once
            made.start();
        } catch (RuntimeException | Error e) {
            fail(e);
        }
        boolean tooLate;
        synchronized (stateLock) {
            started = true;
            tooLate = closed.get();
        }
        if (tooLate) { // who closed us did not wait until there was something to close
            closeCurator();
        }
    }

    /** For good: what keeps Curator from starting does not go away. */
    private void fail(Throwable cause) {
        synchronized (stateLock) {
            if (closed.get()) {
                return;
            }
            failure = cause;
            stateLock.notifyAll();
        }
        log.error(notStarted(cause), cause);
    }

    private String notStarted(Throwable cause) {
        return "Curator, which is to connect to " + options.address() + ", cannot be started: " + cause
                + (cause instanceof LinkageError
                        ? "; use versions of Curator and ZooKeeper that belong together: mvn dependency:tree shows those"
                                + " on the class path"
                        : "; correct rpc.registry.* and the system properties zookeeper.*");
    }

    private CuratorFramework newCurator() {
        CuratorFrameworkFactory.Builder builder = CuratorFrameworkFactory.builder()
                .connectString(options.address().connectString())
                .sessionTimeoutMs((int) options.sessionTimeout().toMillis())
                .connectionTimeoutMs((int) options.connectTimeout().toMillis())
                .retryPolicy(new RetryOneTime(1_000))
                // It would replace the user's addresses by those that the servers know themselves by.
                .ensembleTracker(false)
                .zookeeperFactory(new Handles())
                .waitForShutdownTimeoutMs((int) timings.farewell().toMillis())
                .threadFactory(daemons("rpc-curator"));
        String user = options.username();
        if (user != null) {
            String password = options.password();
            builder.authorization(
                    "digest", (user + ":" + (password == null ? "" : password)).getBytes(StandardCharsets.UTF_8));
        }
        return maker.apply(builder);
    }

    /** Whether there is a connection now. */
    public boolean isConnected() {
        synchronized (stateLock) {
            return connected;
        }
    }

    /**
     * Waits until there is a connection.
     *
     * @return whether there is one; false also when the thread was interrupted, which it then still is
     * @throws IllegalStateException if there never will be, since Curator cannot be started; with the cause
     */
    public boolean awaitConnected(Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        synchronized (stateLock) {
            while (!connected && !closed.get()) {
                if (failure != null) {
                    throw new IllegalStateException(notStarted(failure), failure);
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    stateLock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return connected;
                }
            }
            return connected;
        }
    }

    /** Which registry this is and how it is doing, e.g. {@code zookeeper://127.0.0.1:2181 (connected)}. */
    public String describe() {
        String state;
        synchronized (stateLock) {
            if (closed.get()) {
                state = "closed";
            } else if (failure != null) {
                state = "not usable: " + failure;
            } else if (connected) {
                state = "connected";
            } else if (everConnected) {
                state = "not connected for " + secondsSince(lostAt) + " s, retrying";
            } else {
                state = "not connected yet, retrying";
            }
        }
        return options.address() + " (" + state + ")";
    }

    /** What it was connected with. */
    public ZooKeeperOptions options() {
        return options;
    }

    /** Ends the session, which drops all of its nodes; waits for it for some seconds at the most and never throws. */
    @Override
    public void close() {
        boolean mayClose;
        synchronized (stateLock) {
            if (!closed.compareAndSet(false, true)) {
                return;
            }
            mayClose = started; // else whoever starts it closes it: that may take longer than we have
        }
        listeners.clear();
        nodes.close();
        nodesThread.close();
        watchThread.close();
        synchronized (stateLock) {
            connected = false;
            stateLock.notifyAll();
        }
        Thread closer = mayClose ? closeCurator() : null;
        if (closer != null) {
            try {
                closer.join(timings.farewell().toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** In a thread of its own: the handle's close may wait for a server that is not there. Null if there is nothing to do. */
    private @Nullable Thread closeCurator() {
        CuratorFramework current = curator;
        if (current == null) {
            return null;
        }
        Thread closer = daemons("rpc-curator-close").newThread(current::close);
        closer.start();
        return closer;
    }

    /**
     * The current session's handle. What is asked of it may be answered by a loss of the connection.
     *
     * @throws KeeperException.ConnectionLossException if there is no connection now
     */
    ZooKeeper handle() throws KeeperException.ConnectionLossException {
        CuratorFramework current = curator;
        if (current != null && isConnected()) {
            try {
                return current.getZookeeperClient().getZooKeeper();
            } catch (Exception e) {
                log.debug("No ZooKeeper handle", e);
            }
        }
        throw new KeeperException.ConnectionLossException();
    }

    EphemeralNodes nodes() {
        return nodes;
    }

    ZooKeeperPaths paths() {
        return paths;
    }

    Timings timings() {
        return timings;
    }

    /** For reading and for telling listeners. */
    Worker watchThread() {
        return watchThread;
    }

    /** The session timeout that the server granted; the wished one as long as there is none. */
    Duration sessionTimeout() {
        CuratorFramework current = curator;
        int negotiated = current == null ? 0 : current.getZookeeperClient().getLastNegotiatedSessionTimeoutMs();
        return negotiated > 0 ? Duration.ofMillis(negotiated) : options.sessionTimeout();
    }

    /** Who may do what with the nodes that we create. */
    List<ACL> acl() {
        return options.username() == null ? ZooDefs.Ids.OPEN_ACL_UNSAFE : ZooDefs.Ids.CREATOR_ALL_ACL;
    }

    /** How many follow each path over this connection, to whom ZooKeeper owes one watch together. */
    ConcurrentMap<String, Integer> followers() {
        return followers;
    }

    void addListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    void removeListener(ConnectionListener listener) {
        listeners.remove(listener);
    }

    private void onState(ConnectionState state) {
        boolean now = state == ConnectionState.CONNECTED || state == ConnectionState.RECONNECTED;
        boolean again;
        synchronized (stateLock) {
            if (closed.get()) {
                return;
            }
            again = everConnected;
            if (now && !connected) {
                if (everConnected) {
                    log.info("{} is back after {} s", options.address(), secondsSince(lostAt));
                } else {
                    log.info("Connected to {}", options.address());
                }
                everConnected = true;
            } else if (!now && connected) {
                lostAt = System.nanoTime();
                log.warn(
                        "Lost {}; calls go on with the instances known so far, and it is tried again until it is back",
                        options.address());
            }
            connected = now;
            stateLock.notifyAll();
        }
        // Also after a gap that was too short to be seen as one: a watch or a node may be gone.
        if (now) {
            listeners.forEach(listener -> listener.onConnected(again));
        }
    }

    private void warnIfNeverConnected() {
        synchronized (stateLock) {
            if (!everConnected && failure == null && !closed.get()) {
                log.warn(
                        "No ZooKeeper answers at {} yet; it is tried again until one does. Start one there"
                                + " (bin/zkServer.sh start), or set rpc.registry.address to another one or to embedded",
                        options.address());
            }
        }
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private static ThreadFactory daemons(String name) {
        ThreadFactory threads = Executors.defaultThreadFactory();
        return task -> {
            Thread thread = threads.newThread(task);
            thread.setName(name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
