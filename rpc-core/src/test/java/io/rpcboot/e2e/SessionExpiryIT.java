package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.zookeeper.Sessions;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import io.rpcboot.registry.zookeeper.ZooKeeperRegistry;
import io.rpcboot.server.RpcServer;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A provider loses its session, or its node, while it is called. */
class SessionExpiryIT {

    private static final String SERVICES = "/rpc/services/";

    @TempDir
    Path directory;

    /** The node of a service and whose it is. */
    private record Owned(String path, long session) {}

    @Test
    void callsGoOnAndEachServiceHasOneNodeOfTheNewSessionAfterAnExpiry() throws Exception {
        withProvider((zooKeeper, provider, observer, load) -> {
            long expired = Sessions.id(provider);
            Owned before = node(observer, Ledger.class);
            assertThat(before.session()).isEqualTo(expired);

            Sessions.expire(provider, connectString(zooKeeper));

            await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
                long session = Sessions.id(provider);
                assertThat(session).isNotEqualTo(expired);
                assertThat(node(observer, Ledger.class)).isEqualTo(new Owned(before.path(), session));
                assertThat(node(observer, Clock.class).session()).isEqualTo(session);
            });
        });
    }

    @Test
    void callsGoOnWhileANodeThatOutlivesItsSessionIsReplaced() throws Exception {
        withProvider((zooKeeper, provider, observer, load) -> {
            String path = node(observer, Ledger.class).path();
            byte[] data = observer.getData(path, false, null);
            try (ZooKeeper foreign = zooKeeper.client()) {
                // As after an expiry that the server has not cleaned up yet: the same node, of another session.
                foreign.multi(List.of(
                        Op.delete(path, -1), Op.create(path, data, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL)));

                await().atMost(Duration.ofSeconds(10))
                        .untilAsserted(() -> assertThat(node(observer, Ledger.class))
                                .isEqualTo(new Owned(path, Sessions.id(provider))));
            }
            // And it is there still once the other session has ended.
            assertThat(node(observer, Ledger.class)).isEqualTo(new Owned(path, Sessions.id(provider)));
        });
    }

    interface Clock {
        long now();
    }

    @FunctionalInterface
    private interface Scenario {
        void play(ZooKeeperProcess zooKeeper, ZooKeeperClient provider, ZooKeeper observer, Load load) throws Exception;
    }

    /** Plays it with a provider of two services in this JVM, called without a pause, and sees that no call failed. */
    private void withProvider(Scenario scenario) throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                ZooKeeper observer = zooKeeper.client();
                ZooKeeperClient provider = ZooKeeperClient.connect(
                        ZooKeeperOptions.of((RegistryAddress.ZooKeeper) RegistryAddress.parse(zooKeeper.address())));
                ZooKeeperRegistry registry = new ZooKeeperRegistry(provider);
                RpcServer server = RpcServer.builder()
                        .transport(NettyServerTransport.builder().build())
                        .registry(registry)
                        .advertise(bound -> InetSocketAddress.createUnresolved("127.0.0.1", bound.getPort()))
                        .gracePeriod(Duration.ofSeconds(5))
                        .export(Ledger.class, new Answers())
                        .export(Clock.class, System::nanoTime)
                        .build()
                        .start()
                        .register();
                Rpc consumer = Rpc.connect(zooKeeper.address())) {
            for (var registration : server.registrations()) {
                registration.whenRegistered().toCompletableFuture().get(30, TimeUnit.SECONDS);
            }
            Load load = new Load(consumer.refer(Ledger.class), 4);
            try (load) {
                await().atMost(Duration.ofSeconds(30)).until(() -> load.writes() > 100);
                scenario.play(zooKeeper, provider, observer, load);
                long writes = load.writes();
                await().atMost(Duration.ofSeconds(10)).until(() -> load.writes() > writes + 100);
            }
            assertThat(load.defects()).isEmpty();
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures).isEmpty();
        }
    }

    private static String connectString(ZooKeeperProcess zooKeeper) {
        return zooKeeper.address().substring("zookeeper://".length());
    }

    /** The service's only node. */
    private static Owned node(ZooKeeper observer, Class<?> service) throws Exception {
        String parent = SERVICES + service.getName();
        List<String> children = observer.getChildren(parent, false);
        assertThat(children).hasSize(1);
        String path = parent + "/" + children.get(0);
        Stat stat = observer.exists(path, false);
        assertThat(stat).isNotNull();
        return new Owned(path, stat.getEphemeralOwner());
    }

    /** Answers and keeps no ledger. */
    private static final class Answers implements Ledger {

        @Override
        public long read(long id) {
            return -id;
        }

        @Override
        public CompletableFuture<Long> readLater(long id) {
            return CompletableFuture.completedFuture(-id);
        }

        @Override
        public long write(long id) {
            return -id;
        }

        @Override
        public CompletableFuture<Long> writeLater(long id) {
            return CompletableFuture.completedFuture(-id);
        }

        @Override
        public long writeLarge(long id, byte[] bytes) {
            return -id;
        }

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }
    }
}
