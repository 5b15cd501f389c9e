package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The registry's process dies under load and is replaced by one without data. How long it is away is set by
 * {@code outage.seconds}; {@code mvn verify -Pchaos} runs the long form.
 */
class RegistryOutageIT {

    private static final Logger log = LoggerFactory.getLogger(RegistryOutageIT.class);

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 8));

    /** From a provider's own reconnection on. */
    private static final Duration REGISTERED_AGAIN = Duration.ofSeconds(5);

    @TempDir
    Path directory;

    @Test
    void noCallFailsWhileTheRegistryIsAwayAndProvidersFillAnEmptyOneAgain() throws Exception {
        Path ledgerOne = directory.resolve("ledger-1");
        Path ledgerTwo = directory.resolve("ledger-2");
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                JavaProcess one = provider("one", zooKeeper, ledgerOne);
                JavaProcess two = provider("two", zooKeeper, ledgerTwo);
                Rpc rpc = Rpc.connect(zooKeeper.address())) {
            String idOne = processId(one);
            String idTwo = processId(two);
            Load load = new Load(rpc.refer(Ledger.class), 8);
            try (load) {
                await().atMost(Duration.ofSeconds(30)).until(() -> load.writes() > 100);

                zooKeeper.kill();
                long writesBefore = load.writes();
                pass(OUTAGE);
                assertThat(load.writes()).isGreaterThan(writesBefore);
                zooKeeper.startEmpty();

                try (ZooKeeper observer = zooKeeper.client()) {
                    awaitRegistered(observer, one, idOne);
                    awaitRegistered(observer, two, idTwo);
                    // Beyond the time for which a list survives on trust alone.
                    pass(Duration.ofSeconds(Math.min(20, OUTAGE.toSeconds())));
                    assertThat(ZooKeeperProcess.instances(observer, Ledger.class))
                            .hasSize(2)
                            .anyMatch(node -> node.startsWith(idOne))
                            .anyMatch(node -> node.startsWith(idTwo));
                }
            }
            log.info("{} s without a registry; {}", OUTAGE.toSeconds(), load.report());
            assertThat(load.defects()).isEmpty();
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures).isEmpty();
            assertThat(load.audit(List.of(ledgerOne, ledgerTwo))).isEmpty();
        }
    }

    private JavaProcess provider(String name, ZooKeeperProcess zooKeeper, Path ledger) {
        return JavaProcess.start(
                directory, "provider-" + name, LedgerProvider.class, zooKeeper.address(), ledger.toString());
    }

    private static String processId(JavaProcess provider) {
        return provider.awaitLine("READY ").substring("READY ".length());
    }

    /** Measured from the moment when the provider says that it is connected again, or a little later. */
    private static void awaitRegistered(ZooKeeper observer, JavaProcess provider, String processId) {
        provider.awaitLine(" is back after ");
        long reconnected = System.nanoTime();
        await().atMost(REGISTERED_AGAIN)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(ZooKeeperProcess.instances(observer, Ledger.class))
                        .anyMatch(node -> node.startsWith(processId)));
        log.info(
                "{} was registered again {} ms after it was connected again",
                provider,
                Duration.ofNanos(System.nanoTime() - reconnected).toMillis());
    }

    private static void pass(Duration time) {
        long begin = System.nanoTime();
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() - begin >= time.toNanos());
    }
}
