package io.rpcboot.registry.embedded;

import io.rpcboot.registry.EmbeddedRegistryProvider;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.zookeeper.ZooKeeperLogging;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.ServerConfig;
import org.apache.zookeeper.server.ZooKeeperServerMain;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.apache.zookeeper.util.ServiceUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ZooKeeper server on loopback, within this process or, by {@link #main}, as a process of its own. It takes no part
 * in keeping the JVM alive. For development: it is neither replicated nor protected.
 */
public final class EmbeddedRegistry implements EmbeddedRegistryProvider.Running {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedRegistry.class);

    private static final String LOOPBACK = "127.0.0.1";
    private static final int TICK_MILLIS = 500;
    private static final int MAX_SESSION_MILLIS = 60_000;
    private static final int START_SECONDS = 30;
    private static final int STOP_MILLIS = 5_000;

    private final Server server = new Server();
    private final Path data;
    private final boolean temporary;
    private final CompletableFuture<Integer> started = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread thread;
    private @Nullable DatadirCleanupManager cleanup;

    private EmbeddedRegistry(Path data, boolean temporary) {
        this.data = data;
        this.temporary = temporary;
        this.thread = new Thread(this::run, "rpc-embedded-registry");
        // The server's own threads inherit it.
        thread.setDaemon(true);
    }

    /** ZooKeeper's own main class, which says when it is up. */
    private final class Server extends ZooKeeperServerMain {

        private final ServerConfig config = new ServerConfig();

        @Override
        protected void serverStarted() {
            started.complete(getClientPort());
        }
    }

    /**
     * Starts a server and waits until it is up.
     *
     * @param port its port; 0 for any free one
     * @param data where it keeps its data, created where missing; null for a fresh directory that is deleted at its end
     * @throws IllegalStateException if it cannot be started, the port being taken for one; the message says what to do
     */
    public static EmbeddedRegistry start(int port, @Nullable Path data) {
        ZooKeeperLogging.quietUnlessConfigured();
        if (port != 0) {
            checkFree(port);
        }
        EmbeddedRegistry registry = new EmbeddedRegistry(directory(data), data == null);
        try {
            registry.launch(port);
        } catch (IllegalStateException e) {
            registry.close();
            throw e;
        }
        return registry;
    }

    @Override
    public RegistryAddress.ZooKeeper address() {
        return RegistryAddress.ZooKeeper.loopback(port());
    }

    /** The port that it listens on. */
    public int port() {
        return started.join();
    }

    /** Where it keeps its data. */
    public Path data() {
        return data;
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        if (started.isDone() && !started.isCompletedExceptionally()) {
            server.close();
        }
        DatadirCleanupManager purge = cleanup;
        if (purge != null) {
            purge.shutdown();
        }
        try {
            // Its data is still being written until then.
            thread.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (temporary) {
            delete(data);
        }
    }

    private void launch(int port) {
        configure(port);
        // A failing server must not take the application's process with it.
        ServiceUtils.setSystemExitProcedure(ServiceUtils.LOG_ONLY);
        thread.start();
        try {
            started.get(START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw failed(port, e.getCause());
        } catch (TimeoutException e) {
            throw failed(port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(port, e);
        }
    }

    private void configure(int port) {
        Properties properties = new Properties();
        properties.setProperty("dataDir", data.toAbsolutePath().toString());
        properties.setProperty("clientPort", Integer.toString(port));
        properties.setProperty("clientPortAddress", LOOPBACK);
        properties.setProperty("tickTime", Integer.toString(TICK_MILLIS));
        properties.setProperty("minSessionTimeout", Integer.toString(2 * TICK_MILLIS));
        properties.setProperty("maxSessionTimeout", Integer.toString(MAX_SESSION_MILLIS));
        // All clients have the same address here, which ZooKeeper would take for one that asks too much.
        properties.setProperty("maxClientCnxns", "0");
        properties.setProperty("admin.enableServer", "false");
        try {
            QuorumPeerConfig parsed = new QuorumPeerConfig();
            parsed.parseProperties(properties);
            server.config.readFrom(parsed);
            if (!temporary) {
                // Every hour; without it snapshots and logs stay for ever.
                cleanup = new DatadirCleanupManager(parsed.getDataDir(), parsed.getDataLogDir(), 3, 1);
                cleanup.start();
            }
        } catch (IOException | QuorumPeerConfig.ConfigException e) {
            throw failed(port, e);
        }
    }

    private void run() {
        try {
            server.runFromConfig(server.config);
            started.completeExceptionally(new IllegalStateException("it ended before it was up"));
        } catch (Exception | LinkageError e) {
            if (!started.completeExceptionally(e)) {
                log.error("The embedded registry failed", e);
            }
        }
    }

    private static void checkFree(int port) {
        switch (PortProbe.who(LOOPBACK, port)) {
            case NOBODY -> log.debug("Port {} is free", port);
            case ZOOKEEPER ->
                throw new IllegalStateException("the embedded registry cannot start: a ZooKeeper answers at"
                        + " port " + port + " already; set rpc.registry.address to zookeeper://" + LOOPBACK + ":" + port
                        + " to use it, or to embedded:0 for a registry of your own at a free port");
            case SOMEBODY -> throw taken(port);
        }
    }

    private static IllegalStateException taken(int port) {
        return new IllegalStateException("the embedded registry cannot start: port " + port
                + " is taken by a program that is not a ZooKeeper; stop it, or set rpc.registry.address to"
                + " embedded:port with another port, or to embedded:0 for any free one");
    }

    private IllegalStateException failed(int port, @Nullable Throwable cause) {
        if (cause instanceof java.net.BindException) {
            return taken(port);
        }
        return new IllegalStateException(
                "the embedded registry cannot start at port " + port + " with its data in " + data + ": " + cause,
                cause);
    }

    private static Path directory(@Nullable Path data) {
        try {
            return data == null ? Files.createTempDirectory("rpc-registry-") : Files.createDirectories(data);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the embedded registry cannot start: its data directory "
                            + (data == null ? "below " + System.getProperty("java.io.tmpdir") : data)
                            + " cannot be created: " + e,
                    e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("{} of the embedded registry could not be deleted: {}", directory, e.toString());
        }
    }

    /**
     * Runs a server as a process of its own, until it is killed.
     *
     * @param args {@code --port=2181} (the default; 0 for any free one) and {@code --data=directory} (default: a fresh
     *     one that is deleted at its end)
     */
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        try {
            Arguments arguments = Arguments.parse(args);
            EmbeddedRegistry registry = start(arguments.port, arguments.data);
            Runtime.getRuntime().addShutdownHook(new Thread(registry::close, "rpc-embedded-registry-stop"));
            log.info("The registry runs at {}, with its data in {}", registry.address(), registry.data);
        } catch (IllegalArgumentException | IllegalStateException e) {
            log.error("{}", e.getMessage());
            System.exit(1);
        }
        end.await();
    }

    private record Arguments(int port, @Nullable Path data) {

        static Arguments parse(String[] args) {
            int port = RegistryAddress.DEFAULT_PORT;
            Path data = null;
            for (String arg : args) {
                if (arg.matches("--port=\\d{1,5}") && Integer.parseInt(arg.substring(7)) <= 65_535) {
                    port = Integer.parseInt(arg.substring(7));
                } else if (arg.startsWith("--data=") && arg.length() > 7) {
                    data = Path.of(arg.substring(7));
                } else {
                    throw new IllegalArgumentException(
                            "\"" + arg + "\" is not an option; use --port=2181 and --data=directory");
                }
            }
            return new Arguments(port, data);
        }
    }
}
