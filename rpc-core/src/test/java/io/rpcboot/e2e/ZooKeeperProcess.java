package io.rpcboot.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.FourLetterWordMain;
import org.apache.zookeeper.server.ZooKeeperServerMain;

/** A ZooKeeper server in a process of its own, which can be killed and started again empty at the same port. */
final class ZooKeeperProcess implements AutoCloseable {

    /** It says at length that a server which is not there is not there. Kept, or its level would be forgotten. */
    private static final Logger CLIENT_LOG = Logger.getLogger("org.apache.zookeeper");

    /** The server's program, which does not outlive the tests'. */
    static final class Main {

        public static void main(String[] arguments) throws IOException {
            Thread server = new Thread(() -> ZooKeeperServerMain.main(arguments));
            server.start();
            JavaProcess.haltWithParent();
        }
    }

    private final Path directory;
    private final int port;
    private final List<String> jvmOptions;
    private JavaProcess process;

    ZooKeeperProcess(Path directory) throws Exception {
        this(directory, List.of());
    }

    ZooKeeperProcess(Path directory, List<String> jvmOptions) throws Exception {
        this.directory = directory;
        this.jvmOptions = jvmOptions;
        this.port = freePort();
        CLIENT_LOG.setLevel(Level.SEVERE);
        startEmpty();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Starts it with no data, and returns when it answers. */
    void startEmpty() throws Exception {
        Path data = Files.createTempDirectory(directory, "zookeeper-");
        Path configuration = Files.createTempFile(directory, "zoo-", ".cfg");
        Files.write(
                configuration,
                List.of(
                        "clientPort=" + port,
                        "clientPortAddress=127.0.0.1",
                        "tickTime=500",
                        "admin.enableServer=false",
                        "4lw.commands.whitelist=mntr",
                        "dataDir=" + data.toString().replace('\\', '/')));
        process = JavaProcess.start(directory, "zookeeper", jvmOptions, Main.class, configuration.toString());
        try (ZooKeeper probe = client()) {
            probe.getState();
        }
    }

    /** Kills it as {@code kill -9} does. */
    void kill() {
        process.killHard();
    }

    String address() {
        return "zookeeper://127.0.0.1:" + port;
    }

    /** ZooKeeper's own client, connected. */
    ZooKeeper client() throws IOException {
        ZooKeeper client = new ZooKeeper("127.0.0.1:" + port, 10_000, event -> {});
        await().atMost(Duration.ofSeconds(60))
                .failFast("the ZooKeeper server ended", () -> !process.isAlive())
                .until(() -> client.getState().isConnected());
        return client;
    }

    /** How many watches all of its clients have set. */
    long watches() throws Exception {
        return FourLetterWordMain.send4LetterWord("127.0.0.1", port, "mntr")
                .lines()
                .filter(line -> line.startsWith("zk_watch_count"))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
                .sum();
    }

    /** The nodes below the service; none if ZooKeeper cannot be asked. */
    static List<String> instances(ZooKeeper client, Class<?> service) {
        String parent = "/rpc/services/" + service.getName();
        try {
            return client.getChildren(parent, false);
        } catch (KeeperException.NoNodeException | KeeperException.ConnectionLossException e) {
            return List.of();
        } catch (KeeperException e) {
            throw new UncheckedIOException(new IOException(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
