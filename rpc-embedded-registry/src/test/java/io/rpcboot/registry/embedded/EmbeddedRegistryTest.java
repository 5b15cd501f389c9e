package io.rpcboot.registry.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.EmbeddedRegistryProvider;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperDiscovery;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import io.rpcboot.registry.zookeeper.ZooKeeperRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {

    @Test
    void providersAndConsumersMeetInItAndItsFreshDirectoryGoesWithIt() {
        Path data;
        try (EmbeddedRegistryProvider.Running running =
                EmbeddedRegistryProvider.find().start(0, null)) {
            data = ((EmbeddedRegistry) running).data();
            assertThat(data).isDirectory();
            try (ZooKeeperClient client = ZooKeeperClient.connect(ZooKeeperOptions.of(running.address()));
                    ZooKeeperRegistry registry = new ZooKeeperRegistry(client);
                    ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(client, null)) {
                AtomicReference<List<RpcInstance>> heard = new AtomicReference<>(List.of());
                discovery.subscribe("s", heard::set);
                RpcInstance instance =
                        new RpcInstance(ServiceId.of("s"), "h:1-x", "h", 1, RpcInstance.Attributes.DEFAULT);
                registry.register(instance);

                await().untilAtomic(heard, org.hamcrest.Matchers.equalTo(List.of(instance)));
            }
        }
        assertThat(data).doesNotExist();
    }

    @Test
    void aDirectoryOfTheUsersKeepsItsDataOverARestartAtTheSamePort(@TempDir Path data) throws Exception {
        int port;
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0, data.resolve("new"))) {
            port = registry.port();
            try (ZooKeeper zooKeeper = connected(registry)) {
                zooKeeper.create("/kept", new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(port, data.resolve("new"));
                ZooKeeper zooKeeper = connected(registry)) {
            assertThat(registry.port()).isEqualTo(port);
            assertThat(zooKeeper.exists("/kept", false)).isNotNull();
        }
        assertThat(data.resolve("new")).isDirectory();
    }

    @Test
    void aSessionMayLastAMinute() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0, null);
                ZooKeeper zooKeeper = connected(registry)) {
            assertThat(zooKeeper.getSessionTimeout()).isEqualTo(60_000);
        }
    }

    @Test
    void aPortThatAZooKeeperAnswersAtIsRefusedWithItsAddress() {
        try (EmbeddedRegistry first = EmbeddedRegistry.start(0, null)) {
            int port = first.port();

            assertThatThrownBy(() -> EmbeddedRegistry.start(port, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the embedded registry cannot start: a ZooKeeper answers at port " + port
                            + " already; set rpc.registry.address to zookeeper://127.0.0.1:" + port
                            + " to use it, or to embedded:0 for a registry of your own at a free port");
        }
    }

    @Test
    void aPortThatSomethingElseHasIsRefusedWithACure() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int port = other.getLocalPort();

            assertThatThrownBy(() -> EmbeddedRegistry.start(port, null))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the embedded registry cannot start: port " + port
                            + " is taken by a program that is not a ZooKeeper; stop it, or set rpc.registry.address to"
                            + " embedded:port with another port, or to embedded:0 for any free one");
        }
    }

    @Test
    void aDirectoryThatCannotBeCreatedIsNamed(@TempDir Path directory) throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> EmbeddedRegistry.start(0, file.resolve("data")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("the embedded registry cannot start: its data directory " + file.resolve("data")
                        + " cannot be created: ");
    }

    @Test
    void itsThreadsDoNotKeepTheJvmAlive() {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0, null)) {
            assertThat(registry.port()).isPositive();
            List<String> alive = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !thread.isDaemon())
                    .map(Thread::getName)
                    .filter(name -> name.matches("(?i).*(zookeeper|nio|processthread|sync|session|container).*"))
                    .toList();

            assertThat(alive).isEmpty();
        }
    }

    @Test
    @Timeout(60)
    void itRunsAsAProcessOfItsOwn(@TempDir Path data) throws Exception {
        Process process = java("--port=0", "--data=" + data);
        try {
            String line = firstLineWith(process, "The registry runs at ");
            String address = line.replaceAll(".*zookeeper://([^,]+),.*", "$1");
            try (ZooKeeper zooKeeper = new ZooKeeper(address, 5_000, event -> {})) {
                assertThat(zooKeeper.exists("/zookeeper", false)).isNotNull();
            }
        } finally {
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    @Test
    @Timeout(60)
    void asAProcessItSaysWhichOptionItDoesNotKnow() throws Exception {
        Process process = java("--prot=1");
        try {
            assertThat(firstLineWith(process, "--prot=1"))
                    .contains("\"--prot=1\" is not an option; use --port=2181 and --data=directory");
            assertThat(process.waitFor()).isEqualTo(1);
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process java(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                EmbeddedRegistry.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static String firstLineWith(Process process, String text) throws Exception {
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            all.append(line).append('\n');
            if (line.contains(text)) {
                return line;
            }
        }
        throw new AssertionError("nothing says \"" + text + "\" in:\n" + all);
    }

    private static ZooKeeper connected(EmbeddedRegistry registry) throws Exception {
        ZooKeeper zooKeeper = new ZooKeeper(registry.address().connectString(), 60_000, event -> {});
        await().atMost(Duration.ofSeconds(10)).until(() -> zooKeeper.getState().isConnected());
        return zooKeeper;
    }
}
