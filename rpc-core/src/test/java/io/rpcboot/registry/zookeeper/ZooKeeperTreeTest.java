package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.x.discovery.ServiceDiscoveryBuilder;
import org.apache.curator.x.discovery.ServiceInstance;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;

/** What is in the tree, who else reads it, and what strangers may put there. */
@Timeout(60)
class ZooKeeperTreeTest {

    private static final String SERVICE = "chat.FriendService";

    private static TestZooKeeper zooKeeper;

    private String chroot;
    private final RpcInstance one =
            new RpcInstance(ServiceId.of(SERVICE), "a:1-x", "a", 1, RpcInstance.Attributes.DEFAULT);
    private final List<List<RpcInstance>> heard = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startServer() throws Exception {
        zooKeeper = new TestZooKeeper();
    }

    @AfterAll
    static void stopServer() throws Exception {
        zooKeeper.close();
    }

    @BeforeEach
    void ownTree(TestInfo test) {
        chroot = "/" + test.getTestMethod().orElseThrow().getName();
    }

    @Test
    void aStockServiceDiscoveryFindsOurInstances() throws Exception {
        register(zooKeeper.client(chroot), one);
        try (CuratorFramework curator = CuratorFrameworkFactory.newClient(
                zooKeeper.options(chroot).address().connectString(), new RetryOneTime(100))) {
            curator.start();
            try (org.apache.curator.x.discovery.ServiceDiscovery<Object> stock = ServiceDiscoveryBuilder.builder(
                            Object.class)
                    .client(curator)
                    .basePath(chroot + "/rpc/services")
                    .build()) {
                stock.start();

                assertThat(stock.queryForNames()).containsExactly(SERVICE);
                ServiceInstance<Object> found =
                        stock.queryForInstances(SERVICE).iterator().next();
                assertThat(found.getAddress()).isEqualTo("a");
                assertThat(found.getPort()).isEqualTo(1);
                assertThat(found.isEnabled()).isTrue();
                assertThat(found.getPayload().toString()).contains("processId=a:1-x");
            }
        }
    }

    @Test
    void badNodesAreSkippedWithOneWarningEachAndHarmNoOthers() throws Exception {
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            register(zooKeeper.client(chroot), one);
            ZooKeeper stranger = zooKeeper.raw();
            put(stranger, "garbage", "\u0000\u0001");
            put(stranger, "empty", "");
            put(stranger, "large", "x".repeat(20_000));
            put(stranger, "liar", text(one).replace(SERVICE, "chat.Other"));
            put(stranger, "copy", text(one));
            put(stranger, "no-host", text(one).replace("\"address\":\"a\"", "\"address\":null"));
            put(stranger, "light", text(one).replace("\"weight\":100", "\"weight\":-1"));

            follow(zooKeeper.client(chroot));
            awaitLast(one);
            stranger.create(
                    parent() + "/late",
                    "{".getBytes(StandardCharsets.UTF_8),
                    ZooDefs.Ids.OPEN_ACL_UNSAFE,
                    CreateMode.EPHEMERAL);
            await().until(() -> log.linesWith("/late").size() == 1);
            // Several full reads pass, which see the same nodes again.
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

            assertThat(heard).containsExactly(List.of(one));
            assertThat(log.linesWith(" is not an instance and is skipped: ")).hasSize(8);
            assertThat(log.linesWith("/large "))
                    .singleElement()
                    .asString()
                    .endsWith("/large is not an instance and is skipped: it has 20000 bytes, more than 16384");
            assertThat(log.linesWith("/liar "))
                    .singleElement()
                    .asString()
                    .endsWith("skipped: it says that it is of the service \"chat.Other\"");

            stranger.setData(parent() + "/late", "[".getBytes(StandardCharsets.UTF_8), -1);
            await().until(() -> log.linesWith("/late").size() == 2);
        }
    }

    @Test
    void aGoodNodeThatTurnsBadIsTakenForWhatItWas() throws Exception {
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            // Its owner does not look after it: a stranger's copy of a node of ours.
            ZooKeeper stranger = zooKeeper.raw();
            register(zooKeeper.client(chroot), one);
            String id = "stranger";
            put(stranger, id, text(one).replace(ZooKeeperPaths.nodeId(one), id).replace("a:1-x", "b:2-y"));
            follow(zooKeeper.client(chroot));
            await().until(() -> !heard.isEmpty() && heard.get(heard.size() - 1).size() == 2);

            stranger.setData(parent() + "/" + id, "{}".getBytes(StandardCharsets.UTF_8), -1);

            await().until(() -> log.linesWith("is taken for what it was before: payload is missing")
                            .size()
                    == 1);
            assertThat(heard.get(heard.size() - 1)).hasSize(2);
        }
    }

    @Test
    void aChangeOfANodeReachesConsumers() throws Exception {
        ZooKeeperClient provider = zooKeeper.client(chroot);
        Registration registration = register(provider, one);
        follow(zooKeeper.client(chroot));
        awaitLast(one);
        RpcInstance heavier = new RpcInstance(
                one.service(),
                one.processId(),
                one.host(),
                one.port(),
                new RpcInstance.Attributes("", "", "", RpcInstance.Attributes.PRIMARY, 200, 0));

        registration.close();
        register(provider, heavier);

        awaitLast(heavier);
    }

    @Test
    void aListThatDoesNotChangeIsNotToldAgain() throws Exception {
        register(zooKeeper.client(chroot), one);
        follow(zooKeeper.client(chroot));
        awaitLast(one);
        ZooKeeper stranger = zooKeeper.raw();

        byte[] same = stranger.getData(parent() + "/" + ZooKeeperPaths.nodeId(one), false, null);
        stranger.setData(parent() + "/" + ZooKeeperPaths.nodeId(one), same, -1);
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        assertThat(heard).containsExactly(List.of(one));
    }

    @Test
    void aConsumerIsInTheTreeAsLongAsItFollows() throws Exception {
        ConsumerInfo info = new ConsumerInfo("c:9-z", "chat-web", "c", 4711);
        ZooKeeperDiscovery discovery = new ZooKeeperDiscovery(zooKeeper.client(chroot), info);
        ServiceDiscovery.Subscription first = discovery.subscribe(SERVICE, heard::add);
        ServiceDiscovery.Subscription second = discovery.subscribe(SERVICE, heard::add);
        String path = chroot + "/rpc/consumers/" + SERVICE + "/c:9-z";
        ZooKeeper raw = zooKeeper.raw();

        await().until(() -> raw.exists(path, false) != null);
        assertThat(raw.exists(path, false).getEphemeralOwner()).isNotZero();
        assertThat(new String(raw.getData(path, false, null), StandardCharsets.UTF_8))
                .matches("\\{\"name\":\"chat\\.FriendService\",\"processId\":\"c:9-z\",\"application\":\"chat-web\","
                        + "\"host\":\"c\",\"pid\":4711,\"registrationTimeUTC\":\\d+}");

        first.close();
        assertThat(raw.exists(path, false)).isNotNull();
        second.close();
        assertThat(raw.exists(path, false)).isNull();
    }

    @Test
    void whoLeavesAServiceDoesNotDisturbWhoComesToItJustThen() throws Exception {
        ZooKeeperDiscovery discovery =
                new ZooKeeperDiscovery(zooKeeper.client(chroot), new ConsumerInfo("c:9-z", "chat-web", "c", 4711));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            Callable<Void> comingAndGoing = () -> {
                for (int i = 0; i < 100; i++) {
                    discovery.subscribe(SERVICE, instances -> {}).close();
                }
                return null;
            };
            for (Future<Void> each : threads.invokeAll(List.of(comingAndGoing, comingAndGoing))) {
                each.get();
            }
            assertThat(log.linesWith("WARN")).isEmpty();
        } finally {
            threads.shutdownNow();
            discovery.close();
        }
    }

    @Test
    void whatNobodyFollowsAnyMoreIsNotWatchedAnyMore() throws Exception {
        Duration never = Duration.ofMinutes(10);
        try (TestZooKeeper own = new TestZooKeeper()) {
            ZooKeeperClient client = own.client("", new Timings(never, never, never, Duration.ofSeconds(2)));
            ZooKeeperDiscovery first = new ZooKeeperDiscovery(client, null);
            ZooKeeperDiscovery second = new ZooKeeperDiscovery(client, null);
            first.subscribe(SERVICE, instances -> {});
            second.subscribe(SERVICE, heard::add);
            await().until(() -> own.watches() == 3 && !heard.isEmpty());

            first.close();
            register(own.client(""), one);
            awaitLast(one); // by its watch: it looks by itself only after minutes
            second.close();

            await().until(() -> own.watches() == 1); // the provider's, of its own node
        }
    }

    @Test
    void whoOnlySubscribesLeavesNoTrace() throws Exception {
        follow(zooKeeper.client(chroot));
        await().until(() -> !heard.isEmpty());

        assertThat(zooKeeper.raw().exists(chroot, false)).isNull();
    }

    @Test
    void withAUserNameOnlyThatUserReadsAndWrites() throws Exception {
        ZooKeeperClient owner = authenticated("chat", "secret");
        register(owner, one);
        follow(authenticated("chat", "secret"));
        awaitLast(one);
        ZooKeeper stranger = zooKeeper.raw();
        assertThatThrownBy(() -> stranger.getChildren(parent(), false))
                .isInstanceOf(KeeperException.NoAuthException.class);

        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            ZooKeeperClient wrong = authenticated("chat", "guess");
            new ZooKeeperRegistry(wrong)
                    .register(new RpcInstance(one.service(), "b:2-y", "b", 2, RpcInstance.Attributes.DEFAULT));
            new ZooKeeperDiscovery(wrong, null).subscribe(SERVICE, list -> {});

            await().until(() -> log.linesWith("WARNING " + chroot).size() == 2);
            assertThat(log.linesWith("cannot be registered"))
                    .singleElement()
                    .asString()
                    .contains(
                            "NoAuth",
                            "; set rpc.registry.username and rpc.registry.password to a user who may write there");
            assertThat(log.linesWith("cannot be read"))
                    .singleElement()
                    .asString()
                    .contains("NoAuth", "; the last list stays, and it is tried again");
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            assertThat(log.linesWith("WARNING " + chroot)).hasSize(2);
        }
    }

    @Test
    void namesThatCannotBeNodesAreRefused() {
        ZooKeeperClient client = zooKeeper.client(chroot);
        RpcInstance slashed =
                new RpcInstance(ServiceId.of("chat/Friend"), "a:1-x", "a", 1, RpcInstance.Attributes.DEFAULT);

        assertThatThrownBy(() -> new ZooKeeperRegistry(client).register(slashed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("service name \"chat/Friend\" cannot be a node in the registry; use letters, digits, '.',"
                        + " '-' and '_'");
        assertThatThrownBy(() -> new ZooKeeperDiscovery(client, null).subscribe("..", heard::add))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aHostThatNobodyKnowsIsOnlyNotConnected() {
        ZooKeeperClient client = zooKeeper.open(ZooKeeperClient.connect(ZooKeeperOptions.of(
                (RegistryAddress.ZooKeeper) RegistryAddress.parse("zookeeper://no.such.host.invalid"))));

        new ZooKeeperRegistry(client).register(one);
        follow(client);

        assertThat(client.awaitConnected(Duration.ofMillis(100))).isFalse();
        assertThat(client.describe()).isEqualTo("zookeeper://no.such.host.invalid:2181 (not connected yet, retrying)");
    }

    @Test
    void theOptionsDoNotShowThePassword() {
        assertThat(zooKeeper.options("/x").withCredentials("chat", "secret").toString())
                .endsWith("/x (session timeout 2000 ms, connect timeout 500 ms, user chat)");
    }

    private ZooKeeperClient authenticated(String user, String password) {
        return zooKeeper.open(
                ZooKeeperClient.connect(zooKeeper.options(chroot).withCredentials(user, password), TestZooKeeper.FAST));
    }

    private Registration register(ZooKeeperClient client, RpcInstance instance) throws Exception {
        Registration registration = new ZooKeeperRegistry(client).register(instance);
        registration.whenRegistered().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return registration;
    }

    private void follow(ZooKeeperClient client) {
        new ZooKeeperDiscovery(client, null).subscribe(SERVICE, heard::add);
    }

    private void awaitLast(RpcInstance... instances) {
        await().untilAsserted(() -> {
            assertThat(heard).isNotEmpty();
            assertThat(heard.get(heard.size() - 1)).containsExactly(instances);
        });
    }

    private String parent() {
        return chroot + "/rpc/services/" + SERVICE;
    }

    private void put(ZooKeeper stranger, String id, String text) throws Exception {
        stranger.create(
                parent() + "/" + id,
                text.getBytes(StandardCharsets.UTF_8),
                ZooDefs.Ids.OPEN_ACL_UNSAFE,
                CreateMode.EPHEMERAL);
    }

    private static String text(RpcInstance instance) throws Exception {
        return new String(new RpcInstanceSerializer().serialize(instance, 1), StandardCharsets.UTF_8);
    }
}
