package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the registry: who is alive is in it again, and consumers do not lose what they knew. */
@Timeout(60)
class ZooKeeperHealingTest {

    private static final String CHROOT = "/company/chat";
    private static final String SERVICE = "chat.FriendService";
    private static final String PARENT = CHROOT + "/rpc/services/" + SERVICE;
    private static final RpcInstance ONE = instance("10.0.0.1:7001-a1");
    private static final RpcInstance TWO = instance("10.0.0.2:7002-b2");

    /** What the issue promises from a connection on. */
    private static final Duration SOON = Duration.ofSeconds(5);

    private TestZooKeeper zooKeeper;

    @BeforeEach
    void startServer() throws Exception {
        zooKeeper = new TestZooKeeper();
    }

    @AfterEach
    void stopServer() throws Exception {
        zooKeeper.close();
    }

    @Test
    void anInstanceWhoseSessionExpiresIsRegisteredAgainOnceOnly() throws Exception {
        ZooKeeperClient provider = zooKeeper.client(CHROOT);
        register(provider, ONE);
        Lists lists = follow(zooKeeper.client(CHROOT));
        lists.awaitLast(ONE);
        long session = owner(ONE);

        zooKeeper.expireSession(provider);

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(owner(ONE)).isNotEqualTo(session).isEqualTo(sessionOf(provider));
            assertThat(children()).hasSize(1);
        });
        lists.awaitLast(ONE);
    }

    @Test
    void aConsumerWhoseSessionExpiresGoesOnFollowing() throws Exception {
        ZooKeeperClient consumer = zooKeeper.client(CHROOT);
        register(zooKeeper.client(CHROOT), ONE);
        Lists lists = follow(consumer);
        lists.awaitLast(ONE);

        zooKeeper.expireSession(consumer);
        register(zooKeeper.client(CHROOT), TWO);

        lists.awaitLast(ONE, TWO);
        assertThat(lists.all).containsExactly(List.of(ONE), List.of(ONE, TWO));
    }

    @Test
    void aNodeThatSomebodyDeletesIsBackSoon() throws Exception {
        register(zooKeeper.client(CHROOT, Timings.DEFAULT), ONE);
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            zooKeeper.raw().delete(path(ONE), -1);

            await().atMost(SOON).until(() -> children().size() == 1);
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("INFO Put right in zookeeper://127\\.0\\.0\\.1:\\d+/company/chat: " + path(ONE)
                            + " \\(was gone\\)");
        }
    }

    @Test
    void aTreeThatSomebodyDeletesIsBackSoonWithItsChroot() throws Exception {
        register(zooKeeper.client(CHROOT, Timings.DEFAULT), ONE);
        register(zooKeeper.client(CHROOT, Timings.DEFAULT), TWO);
        Lists lists = follow(zooKeeper.client(CHROOT));
        lists.awaitLast(ONE, TWO);

        zooKeeper.deleteAll("/company");

        await().atMost(SOON).until(() -> children().size() == 2);
        lists.awaitLast(ONE, TWO);
    }

    @Test
    void aNodeThatSomebodyChangesSaysTheTruthAgain() throws Exception {
        register(zooKeeper.client(CHROOT), ONE);
        ZooKeeper other = zooKeeper.raw();
        byte[] before = other.getData(path(ONE), false, null);

        other.setData(path(ONE), "{}".getBytes(StandardCharsets.UTF_8), -1);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(other.getData(path(ONE), false, null)).isEqualTo(before));
    }

    @Test
    void aNodeThatAnotherSessionOwnsIsTakenOverAndOutlivesThatSession() throws Exception {
        ZooKeeperClient provider = zooKeeper.client(CHROOT);
        register(provider, TWO);
        ZooKeeper old = zooKeeper.raw();
        old.create(
                path(ONE),
                "left behind".getBytes(StandardCharsets.UTF_8),
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL);
        Lists lists = follow(zooKeeper.client(CHROOT));

        register(provider, ONE);

        lists.awaitLast(ONE, TWO);
        assertThat(owner(ONE)).isEqualTo(sessionOf(provider));
        old.close();
        assertThat(owner(ONE)).isEqualTo(sessionOf(provider));
        assertThat(children()).hasSize(2);
    }

    @Test
    void anOldNodeThatReturnsAfterTheRegistrationIsReplacedInPlace() throws Exception {
        ZooKeeperClient provider = zooKeeper.client(CHROOT, Timings.DEFAULT);
        register(provider, ONE);
        ZooKeeper old = zooKeeper.raw();
        byte[] data = old.getData(path(ONE), false, null);
        old.multi(List.of(
                org.apache.zookeeper.Op.delete(path(ONE), -1),
                org.apache.zookeeper.Op.create(path(ONE), data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL)));

        await().atMost(SOON).untilAsserted(() -> assertThat(owner(ONE)).isEqualTo(sessionOf(provider)));
    }

    @Test
    void whileTheRegistryIsAwayTheLastListStaysAndOneLineIsLoggedEachWay() throws Exception {
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            ZooKeeperClient provider = zooKeeper.client(CHROOT);
            register(provider, ONE);
            ZooKeeperClient consumer = zooKeeper.client(CHROOT);
            Lists lists = follow(consumer);
            lists.awaitLast(ONE);

            zooKeeper.stop();
            await().until(() -> !consumer.isConnected() && !provider.isConnected());
            assertThat(consumer.describe())
                    .matches("zookeeper://127\\.0\\.0\\.1:\\d+/company/chat"
                            + " \\(not connected for \\d+ s, retrying\\)");
            // Longer than the session, so that it is lost and not only suspended.
            await().pollDelay(Duration.ofSeconds(4)).until(() -> !consumer.isConnected());
            zooKeeper.restart();
            await().atMost(Duration.ofSeconds(20)).until(() -> consumer.isConnected() && provider.isConnected());
            await().atMost(SOON).until(() -> owner(ONE) == sessionOf(provider));

            assertThat(lists.all).containsExactly(List.of(ONE));
            assertThat(log.linesWith("Lost zookeeper://")).hasSize(2).allMatch(line -> line.startsWith("WARNING"));
            assertThat(log.linesWith(" is back after ")).hasSize(2).allMatch(line -> line.startsWith("INFO"));
            assertThat(log.lines().stream().filter(line -> line.startsWith("WARNING")))
                    .hasSize(2);
        }
    }

    @Test
    void aRegistryThatReturnsEmptyIsFilledAgainAndNoConsumerLosesAnything() throws Exception {
        ZooKeeperClient first = zooKeeper.client(CHROOT);
        ZooKeeperClient second = zooKeeper.client(CHROOT);
        register(first, ONE);
        register(second, TWO);
        ZooKeeperClient consumer = zooKeeper.client(CHROOT);
        Lists lists = follow(consumer);
        lists.awaitLast(ONE, TWO);

        zooKeeper.stop();
        await().until(() -> !first.isConnected() && !second.isConnected() && !consumer.isConnected());
        zooKeeper.startEmpty();

        await().atMost(Duration.ofSeconds(30))
                .until(() -> first.isConnected() && second.isConnected() && consumer.isConnected());
        await().atMost(SOON).untilAsserted(() -> assertThat(children()).hasSize(2));
        // The grace period passes, and a change is seen: the watch is set in the new tree, too.
        RpcInstance three = instance("10.0.0.3:7003-c3");
        register(zooKeeper.client(CHROOT), three);
        lists.awaitLast(ONE, TWO, three);
        assertThat(lists.all).containsExactly(List.of(ONE, TWO), List.of(ONE, TWO, three));
    }

    @Test
    void anInstanceThatDoesNotReturnAfterAnOutageIsDroppedWhenTheGraceIsOver() throws Exception {
        ZooKeeperClient leaving = zooKeeper.client(CHROOT);
        register(leaving, ONE);
        register(zooKeeper.client(CHROOT), TWO);
        ZooKeeperClient consumer = zooKeeper.client(CHROOT);
        Lists lists = follow(consumer);
        lists.awaitLast(ONE, TWO);

        zooKeeper.stop();
        await().until(() -> !consumer.isConnected());
        leaving.close();
        zooKeeper.startEmpty();
        await().atMost(Duration.ofSeconds(30)).until(consumer::isConnected);
        long back = System.nanoTime();

        lists.awaitLast(TWO);
        assertThat(Duration.ofNanos(System.nanoTime() - back)).isGreaterThan(Duration.ofSeconds(2));
        assertThat(lists.all).containsExactly(List.of(ONE, TWO), List.of(TWO));
    }

    @Test
    void anInstanceThatLeavesWhileConnectedIsDroppedAtOnce() throws Exception {
        Registration registration = register(zooKeeper.client(CHROOT), ONE);
        Lists lists = follow(zooKeeper.client(CHROOT, Timings.DEFAULT));
        lists.awaitLast(ONE);

        registration.close();

        lists.awaitLast(Duration.ofSeconds(1));
    }

    @Test
    void nothingWaitsForARegistryThatIsDownAtTheStart() throws Exception {
        zooKeeper.stop();
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            ZooKeeperClient client = zooKeeper.client(CHROOT);
            long before = System.nanoTime();
            Registration registration = new ZooKeeperRegistry(client).register(ONE);
            Lists lists = follow(client);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
            assertThat(client.isConnected()).isFalse();
            assertThat(client.awaitConnected(Duration.ofMillis(10))).isFalse();
            assertThat(client.describe()).endsWith(" (not connected yet, retrying)");
            await().until(() -> !log.lines().isEmpty());
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .matches("WARNING No ZooKeeper answers at"
                            + " zookeeper://127\\.0\\.0\\.1:\\d+/company/chat yet; it is tried again until one does. Start one"
                            + " there \\(bin/zkServer\\.sh start\\), or set rpc\\.registry\\.address to another one or to"
                            + " embedded");

            zooKeeper.restart();

            assertThat(client.awaitConnected(Duration.ofSeconds(20))).isTrue();
            assertThat(registration.whenRegistered().toCompletableFuture()).succeedsWithin(5, TimeUnit.SECONDS);
            lists.awaitLast(ONE);
            assertThat(client.describe()).endsWith("/company/chat (connected)");
        }
    }

    @Test
    void closingNeitherWaitsLongNorThrowsWhenTheRegistryIsAway() throws Exception {
        ZooKeeperClient client = zooKeeper.client(CHROOT);
        ZooKeeperRegistry registry = new ZooKeeperRegistry(client);
        Registration registration = registry.register(ONE);
        registration.whenRegistered().toCompletableFuture().get(10, TimeUnit.SECONDS);
        ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(client, null);
        discovery.subscribe(SERVICE, list -> {});
        zooKeeper.stop();

        long before = System.nanoTime();
        registration.close();
        registry.close();
        discovery.close();
        client.close();
        client.close();

        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
        assertThat(client.describe()).endsWith(" (closed)");
    }

    @Test
    void whatIsClosedBeforeItWasRegisteredNeverIs() throws Exception {
        zooKeeper.stop();
        ZooKeeperClient client = zooKeeper.client(CHROOT);
        ZooKeeperRegistry registry = new ZooKeeperRegistry(client);
        Registration closed = registry.register(ONE);
        closed.close();
        Registration open = registry.register(TWO);
        assertThat(closed.whenRegistered().toCompletableFuture()).isCompletedExceptionally();

        zooKeeper.restart();

        assertThat(open.whenRegistered().toCompletableFuture()).succeedsWithin(20, TimeUnit.SECONDS);
        assertThat(children()).containsExactly(ZooKeeperPaths.nodeId(TWO));
    }

    @Test
    void whatIsWithdrawnWhileTheRegistryIsAwayIsGoneOnceItIsBack() throws Exception {
        // A session that outlives the outage, so that only the withdrawal can remove the node.
        ZooKeeperClient client = zooKeeper.open(ZooKeeperClient.connect(
                zooKeeper.options(CHROOT).withSessionTimeout(Duration.ofSeconds(10)), TestZooKeeper.FAST));
        Registration registration = register(client, ONE);
        register(client, TWO);
        zooKeeper.stop();
        await().until(() -> !client.isConnected());

        registration.close();
        zooKeeper.restart();

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(children()).containsExactly(ZooKeeperPaths.nodeId(TWO)));
    }

    @Test
    void theSessionsEndTakesTheInstancesOfAProcessThatDies() throws Exception {
        ZooKeeperClient provider = zooKeeper.client(CHROOT);
        register(provider, ONE);
        Lists lists = follow(zooKeeper.client(CHROOT));
        lists.awaitLast(ONE);

        provider.close();

        lists.awaitLast(Duration.ofSeconds(5));
    }

    @Test
    void aConsumerThatStartsWhileTheRegistryIsAwayHasTheListsOfItsFileUntilItAnswers(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("instances.json");
        stopOnceItsFileLists(file, ONE);

        ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(zooKeeper.client(CHROOT), null, file);
        Lists lists = new Lists();
        discovery.subscribe(SERVICE, lists);
        lists.awaitLast(ONE);
        Lists late = new Lists();
        discovery.subscribe(SERVICE, late);
        late.awaitLast(ONE);
        assertThat(discovery.describe()).endsWith(" (not connected yet, retrying), for which " + file + " stands in,");

        zooKeeper.startEmpty();
        register(zooKeeper.client(CHROOT), TWO);
        Duration grace = Duration.ofSeconds(20);
        lists.awaitLast(grace, TWO);
        late.awaitLast(grace, TWO);
        assertThat(lists.all).contains(List.of(ONE, TWO));
        assertThat(discovery.describe()).endsWith(" (connected)");
        discovery.close();
        assertThat(Files.readString(file)).contains(TWO.processId()).doesNotContain(ONE.processId());
    }

    @Test
    void aConsumerThatStartedWithItsFileLosesNothingWhenTheRegistryReturnsEmpty(@TempDir Path directory)
            throws Exception {
        Path file = directory.resolve("instances.json");
        stopOnceItsFileLists(file, ONE);
        ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(zooKeeper.client(CHROOT), null, file);
        Lists lists = new Lists();
        discovery.subscribe(SERVICE, lists);
        lists.awaitLast(ONE);

        zooKeeper.startEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> discovery.describe().endsWith(" (connected)"));
        long back = System.nanoTime();

        lists.awaitLast();
        assertThat(Duration.ofNanos(System.nanoTime() - back)).isGreaterThan(Duration.ofSeconds(2));
        discovery.close();
    }

    /** A registry that is away, and a file of what a consumer had from it. */
    private void stopOnceItsFileLists(Path file, RpcInstance instance) throws Exception {
        ZooKeeperClient provider = zooKeeper.client(CHROOT);
        register(provider, instance);
        Lists before = new Lists();
        try (ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(zooKeeper.client(CHROOT), null, file)) {
            discovery.subscribe(SERVICE, before);
            before.awaitLast(instance);
        }
        zooKeeper.stop();
        provider.close(); // so that it does not register again
    }

    private Registration register(ZooKeeperClient client, RpcInstance instance) throws Exception {
        Registration registration = new ZooKeeperRegistry(client).register(instance);
        registration.whenRegistered().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return registration;
    }

    private static Lists follow(ZooKeeperClient client) {
        Lists lists = new Lists();
        new ZooKeeperDiscovery(client, null).subscribe(SERVICE, lists);
        return lists;
    }

    private static RpcInstance instance(String processId) {
        String[] parts = processId.split("[:-]");
        return new RpcInstance(
                ServiceId.of(SERVICE), processId, parts[0], Integer.parseInt(parts[1]), RpcInstance.Attributes.DEFAULT);
    }

    private static String path(RpcInstance instance) {
        return PARENT + "/" + ZooKeeperPaths.nodeId(instance);
    }

    /** The session that owns the instance's node; 0 if there is none. */
    private long owner(RpcInstance instance) throws Exception {
        try (ZooKeeper raw = zooKeeper.raw()) {
            Stat stat = raw.exists(path(instance), false);
            return stat == null ? 0 : stat.getEphemeralOwner();
        }
    }

    /** -1 if there is none at the moment. */
    private static long sessionOf(ZooKeeperClient client) {
        try {
            return client.handle().getSessionId();
        } catch (KeeperException.ConnectionLossException e) {
            return -1;
        }
    }

    private List<String> children() throws Exception {
        try (ZooKeeper raw = zooKeeper.raw()) {
            return raw.getChildren(PARENT, false);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    /** All lists that a consumer heard. */
    private static final class Lists implements ServiceDiscovery.Listener {

        final List<List<RpcInstance>> all = new CopyOnWriteArrayList<>();

        @Override
        public void onInstances(List<RpcInstance> instances) {
            all.add(instances);
        }

        void awaitLast(RpcInstance... instances) {
            awaitLast(Duration.ofSeconds(15), instances);
        }

        void awaitLast(Duration within, RpcInstance... instances) {
            await().atMost(within).pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
                assertThat(all).isNotEmpty();
                assertThat(all.get(all.size() - 1)).containsExactly(instances);
            });
        }
    }
}
