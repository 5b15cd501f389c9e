package io.rpcboot.registry.zookeeper;

import static org.awaitility.Awaitility.await;

import io.rpcboot.registry.RegistryAddress;
import java.io.File;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.curator.test.InstanceSpec;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZKUtil;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.server.command.FourLetterCommands;

/** A server that can be stopped, started and emptied at one port, and what was opened to it. */
final class TestZooKeeper implements AutoCloseable {

    /** Impatient, so that tests are not slow. */
    static final Timings FAST =
            new Timings(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(2));

    private static final Duration SESSION = Duration.ofSeconds(2);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final int port;
    private TestingServer server;

    TestZooKeeper() throws Exception {
        server = newServer(-1);
        port = server.getPort();
    }

    private static TestingServer newServer(int port) throws Exception {
        // Ticks of half a second allow sessions of one.
        return new TestingServer(new InstanceSpec((File) null, port, -1, -1, true, -1, 500, -1), true);
    }

    void stop() throws Exception {
        server.stop();
    }

    /** Starts it again with what it knew. */
    void restart() throws Exception {
        server.restart();
    }

    /** Starts another one at the same port, which knows nothing. */
    void startEmpty() throws Exception {
        server.close();
        server = newServer(port);
    }

    ZooKeeperOptions options(String chroot) {
        String address = "zookeeper://127.0.0.1:" + port + chroot;
        return ZooKeeperOptions.of((RegistryAddress.ZooKeeper) RegistryAddress.parse(address))
                .withSessionTimeout(SESSION)
                .withConnectTimeout(Duration.ofMillis(500));
    }

    ZooKeeperClient client(String chroot) {
        return client(chroot, FAST);
    }

    ZooKeeperClient client(String chroot, Timings timings) {
        return open(ZooKeeperClient.connect(options(chroot), timings));
    }

    /** ZooKeeper's own client, as somebody else's hand in the tree. */
    ZooKeeper raw() throws Exception {
        ZooKeeper zooKeeper = new ZooKeeper("127.0.0.1:" + port, 10_000, event -> {});
        await().until(() -> zooKeeper.getState().isConnected());
        return open(zooKeeper);
    }

    /** How many watches all of its clients have set. */
    long watches() throws Exception {
        String allowed = "zookeeper.4lw.commands.whitelist";
        String before = System.getProperty(allowed);
        System.setProperty(allowed, "mntr");
        FourLetterCommands.resetWhiteList();
        try {
            return FourLetterWordMain.send4LetterWord("127.0.0.1", port, "mntr")
                    .lines()
                    .filter(line -> line.startsWith("zk_watch_count"))
                    .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                    .findFirst()
                    .orElseThrow();
        } finally {
            if (before == null) {
                System.clearProperty(allowed);
            } else {
                System.setProperty(allowed, before);
            }
            FourLetterCommands.resetWhiteList();
        }
    }

    /** Ends the client's session by closing a second handle of it. */
    void expireSession(ZooKeeperClient client) throws Exception {
        ZooKeeper first = client.handle();
        ZooKeeper second =
                new ZooKeeper("127.0.0.1:" + port, 10_000, event -> {}, first.getSessionId(), first.getSessionPasswd());
        await().until(() -> second.getState().isConnected());
        second.close();
    }

    /** At once, because those whose nodes they are put them back while one is deleted after the other. */
    void deleteAll(String path) throws Exception {
        ZooKeeper hand = raw();
        List<String> leavesLast = ZKUtil.listSubTreeBFS(hand, path);
        List<Op> deletions = new ArrayList<>();
        leavesLast.forEach(node -> deletions.add(0, Op.delete(node, -1)));
        hand.multi(deletions);
    }

    <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    @Override
    public void close() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
        server.close();
    }
}
