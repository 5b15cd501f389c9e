package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.testing.LogCapture;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.imps.CuratorFrameworkState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The beginning and the end of a connection. */
class ZooKeeperClientTest {

    private TestZooKeeper zooKeeper;

    @BeforeEach
    void start() throws Exception {
        zooKeeper = new TestZooKeeper();
    }

    @AfterEach
    void stop() throws Exception {
        zooKeeper.close();
    }

    @Test
    void thatCuratorCannotBeStartedIsLoggedAndToldToWhoWaitsAndToWhoAsks() {
        ZooKeeperOptions options = zooKeeper.options("");
        NoSuchMethodError clash = new NoSuchMethodError("ZooKeeper.<init>");
        String text = "Curator, which is to connect to " + options.address() + ", cannot be started: " + clash
                + "; use versions of Curator and ZooKeeper that belong together: mvn dependency:tree shows those on the"
                + " class path";
        try (LogCapture log = new LogCapture(ZooKeeperClient.class.getName())) {
            ZooKeeperClient client = zooKeeper.open(ZooKeeperClient.connect(options, TestZooKeeper.FAST, builder -> {
                throw clash;
            }));

            assertThatThrownBy(() -> client.awaitConnected(Duration.ofSeconds(30)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(text)
                    .hasCause(clash);
            assertThat(client.describe()).isEqualTo(options.address() + " (not usable: " + clash + ")");
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines()).containsExactly("SEVERE " + text);
        }
    }

    @Test
    void whatIsWrongWithTheSettingsIsToldAsWell() {
        ZooKeeperClient client =
                zooKeeper.open(ZooKeeperClient.connect(zooKeeper.options(""), TestZooKeeper.FAST, builder -> {
                    throw new IllegalArgumentException("no such host");
                }));

        assertThatThrownBy(() -> client.awaitConnected(Duration.ofSeconds(30)))
                .hasMessageEndingWith("cannot be started: java.lang.IllegalArgumentException: no such host; correct"
                        + " rpc.registry.* and the system properties zookeeper.*");
    }

    @Test
    void closingDoesNotWaitForAStartThatTakesLongAndWhatThatMakesIsClosedThen() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicReference<CuratorFramework> made = new AtomicReference<>();
        ZooKeeperClient client = ZooKeeperClient.connect(zooKeeper.options(""), TestZooKeeper.FAST, builder -> {
            begun.countDown();
            awaitWhateverInterrupts(end);
            CuratorFramework curator = builder.build();
            made.set(curator);
            return curator;
        });
        begun.await();
        try {
            assertThat(CompletableFuture.runAsync(client::close)).succeedsWithin(Duration.ofSeconds(10));
        } finally {
            end.countDown();
        }

        await().until(() -> made.get() != null && made.get().getState() == CuratorFrameworkState.STOPPED);
        await().untilAsserted(() -> assertThat(ours(before)).isEmpty());
    }

    @Test
    void closingRightAfterConnectingLeavesNoThreadBehindNorWithItAConnection() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 20; i++) {
            ZooKeeperClient.connect(zooKeeper.options(""), TestZooKeeper.FAST).close();
        }

        await().untilAsserted(() -> assertThat(ours(before)).isEmpty());
    }

    /** The client's threads that were not there before; those of the server are called otherwise. */
    private static List<String> ours(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .filter(name ->
                        name.startsWith("rpc-") || name.contains("-SendThread") || name.contains("-EventThread"))
                .toList();
    }

    /** As a name server that does not answer. */
    private static void awaitWhateverInterrupts(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                done = latch.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                done = false;
            }
        }
    }
}
