package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.testing.LogCapture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules through all that can befall their node and the way to it. */
@Timeout(60)
class ZooKeeperRulesTest {

    private static final String SERVICE = "chat.FriendService";
    private static final String PATH = "/rpc/rules/" + SERVICE;

    private final List<Optional<String>> rules = new CopyOnWriteArrayList<>();
    private final List<List<RpcInstance>> lists = new CopyOnWriteArrayList<>();
    private TestZooKeeper zooKeeper;

    @BeforeEach
    void startServer() throws Exception {
        zooKeeper = new TestZooKeeper();
    }

    @AfterEach
    void stopServer() throws Exception {
        zooKeeper.close();
    }

    private ZooKeeperClient follow(Timings timings) {
        ZooKeeperClient client = zooKeeper.client("", timings);
        zooKeeper.open(new ZooKeeperDiscovery(client, null)).subscribe(SERVICE, new ServiceDiscovery.Listener() {
            @Override
            public void onInstances(List<RpcInstance> instances) {
                lists.add(instances);
            }

            @Override
            public void onRules(String text) {
                rules.add(Optional.ofNullable(text));
            }
        });
        await().until(() -> !lists.isEmpty());
        return client;
    }

    private static void create(ZooKeeper stranger, String text, List<ACL> acl) throws Exception {
        for (String parent : List.of("/rpc", "/rpc/rules")) {
            if (stranger.exists(parent, false) == null) {
                stranger.create(parent, null, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
            }
        }
        stranger.create(PATH, bytes(text), acl, CreateMode.PERSISTENT);
    }

    private static void create(ZooKeeper stranger, String text) throws Exception {
        create(stranger, text, ZooDefs.Ids.OPEN_ACL_UNSAFE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void awaitRules(String text) {
        await().pollInterval(Duration.ofMillis(10))
                .untilAsserted(() -> assertThat(rules).isNotEmpty().last().isEqualTo(Optional.ofNullable(text)));
    }

    @Test
    void aChangeIsHeardWithinASecondByTheWatchAlone() throws Exception {
        Duration never = Duration.ofMinutes(10);
        follow(new Timings(never, never, never, Duration.ofSeconds(2)));
        ZooKeeper stranger = zooKeeper.raw();
        create(stranger, "one");
        for (String text : List.of("one", "two", "three")) {
            stranger.setData(PATH, bytes(text), -1);
            await().atMost(Duration.ofSeconds(1))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> !rules.isEmpty() && rules.get(rules.size() - 1).equals(Optional.of(text)));
        }
        stranger.delete(PATH, -1);
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> rules.get(rules.size() - 1).isEmpty());
        create(stranger, "again");
        awaitRules("again");
    }

    @Test
    void anOutageLeavesTheRulesAndAChangeMeanwhileIsHeardAfterIt() throws Exception {
        create(zooKeeper.raw(), "before");
        ZooKeeperClient client = follow(TestZooKeeper.FAST);
        zooKeeper.stop();
        await().until(() -> !client.isConnected());
        assertThat(rules).containsExactly(Optional.of("before"));

        zooKeeper.restart();
        await().until(client::isConnected);
        zooKeeper.raw().setData(PATH, bytes("after"), -1);
        awaitRules("after");
        assertThat(rules).containsExactly(Optional.of("before"), Optional.of("after"));
    }

    @Test
    void anExpiredSessionIsFollowedByAnotherWatch() throws Exception {
        create(zooKeeper.raw(), "before");
        ZooKeeperClient client = follow(new Timings(
                Duration.ofMillis(500), Duration.ofMinutes(10), Duration.ofSeconds(3), Duration.ofSeconds(2)));
        long session = client.handle().getSessionId();
        zooKeeper.expireSession(client);
        await().until(() -> client.isConnected() && client.handle().getSessionId() != session);
        zooKeeper.raw().setData(PATH, bytes("after"), -1);
        awaitRules("after");
    }

    @Test
    void rulesThatMayNotBeReadLeaveTheInstancesAlone() throws Exception {
        create(
                zooKeeper.raw(),
                "secret",
                new ArrayList<>(List.of(new ACL(ZooDefs.Perms.ADMIN, ZooDefs.Ids.ANYONE_ID_UNSAFE))));
        try (LogCapture log = new LogCapture("io.rpcboot.registry.zookeeper")) {
            follow(TestZooKeeper.FAST);
            // Several full reads pass, which meet the same node again.
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);
            assertThat(lists).containsExactly(List.of());
            assertThat(rules).isEmpty();
            assertThat(log.linesWith(PATH))
                    .containsExactly("WARNING " + PATH + " is not heeded: this user may not read it");
        }
    }

    @Test
    void aNodeWithoutContentIsAnEmptyText() throws Exception {
        follow(TestZooKeeper.FAST);
        ZooKeeper stranger = zooKeeper.raw();
        create(stranger, "");
        awaitRules("");
        stranger.setData(PATH, null, -1);
        stranger.setData(PATH, bytes("{}"), -1);
        awaitRules("{}");
    }
}
