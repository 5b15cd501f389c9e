package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.Reference;
import io.rpcboot.e2e.LedgerProcesses.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Providers that are stopped in order, and started again, under load. For at least how many calls is set by {@code
 * restart.calls}; {@code mvn verify -Pcluster} runs the long form.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class RollingRestartIT {

    private static final Logger log = LoggerFactory.getLogger(RollingRestartIT.class);

    private static final int CALLS = Integer.getInteger("restart.calls", 20_000);

    @TempDir
    Path directory;

    private final List<Path> ledgers = new ArrayList<>();

    @Test
    void noCallFailsAndNoneRunsTwiceWhileProvidersAreRestartedOneByOne() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                JavaProcess first = start(zooKeeper);
                JavaProcess second = start(zooKeeper);
                Rpc rpc = Rpc.connect(zooKeeper.address())) {
            Load load = new Load(rpc.refer(Ledger.class), 16);
            try (load) {
                await().atMost(Duration.ofSeconds(30)).until(() -> size(0) > 0 && size(1) > 0);
                stop(first);
                try (JavaProcess third = start(zooKeeper)) {
                    await().atMost(Duration.ofSeconds(30)).until(() -> size(2) > 0);
                    stop(second);
                    long writes = load.writes();
                    await().atMost(Duration.ofSeconds(30)).until(() -> load.writes() > writes + 1_000);
                    load.close();
                    stop(third);
                }
            }
            log.info("3 providers stopped; {}", load.report());
            assertThat(load.defects()).isEmpty();
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures).isEmpty();
            assertThat(load.audit(ledgers)).isEmpty();
        }
    }

    @Test
    void noCallFailsWithoutRetriesWhileAllThreeProvidersAreReplacedInTurn() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            List<Provider> providers = new ArrayList<>(processes.startPrimaries(3));
            Ledger ledger = rpc.client().refer(Reference.to(Ledger.class).retries(0));
            int restarts = 0;
            long began = System.nanoTime();
            Load load = new Load(ledger, new Load.Plan(32, true, 2_000));
            try (load) {
                providers.forEach(Provider::awaitServing);
                for (; restarts < 3 || load.calls() < CALLS; restarts++) {
                    Provider old = providers.remove(0);
                    // With one less for a while, and with one more.
                    boolean stopsFirst = restarts % 2 == 0;
                    if (stopsFirst) {
                        old.stop();
                    }
                    Provider fresh = processes.start("primary");
                    fresh.awaitServing();
                    if (!stopsFirst) {
                        old.stop();
                    }
                    providers.add(fresh);
                }
            }
            log.info(
                    "{} restarts in {} s; {}",
                    restarts,
                    Duration.ofNanos(System.nanoTime() - began).toSeconds(),
                    load.report());
            assertThat(load.defects()).isEmpty();
            assertThat(load.calls()).isGreaterThanOrEqualTo(CALLS);
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures).isEmpty();
            assertThat(load.audit(processes.ledgers())).isEmpty();
        }
    }

    private JavaProcess start(ZooKeeperProcess zooKeeper) {
        Path ledger = directory.resolve("ledger-" + ledgers.size());
        ledgers.add(ledger);
        JavaProcess process = JavaProcess.start(
                directory, "provider-" + ledgers.size(), LedgerProvider.class, zooKeeper.address(), ledger.toString());
        process.awaitLine("READY");
        return process;
    }

    private static void stop(JavaProcess provider) throws Exception {
        provider.stop();
        provider.awaitLine("CLOSED");
    }

    private long size(int ledger) throws IOException {
        Path file = ledgers.get(ledger);
        return Files.exists(file) ? Files.size(file) : 0;
    }
}
