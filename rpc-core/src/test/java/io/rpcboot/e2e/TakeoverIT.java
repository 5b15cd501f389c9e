package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.e2e.LedgerProcesses.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The only primary dies under load, its backup takes over, and gives back. How often is set by {@code takeovers};
 * {@code mvn verify -Pcluster} runs the long form.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class TakeoverIT {

    private static final Logger log = LoggerFactory.getLogger(TakeoverIT.class);

    private static final int TAKEOVERS = Integer.getInteger("takeovers", 1);
    private static final int THREADS = 8;

    /** As many calls as show where calls go. */
    private static final int SOME = 2_000;

    @TempDir
    Path directory;

    @Test
    void theBackupServesWhileThePrimaryIsDeadAndOnlyThenAndNoIdempotentCallFails() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            Provider backup = processes.start("backup");
            Provider primary = processes.start("primary");

            try (Load load = loadOf(rpc, primary)) {
                for (int i = 0; i < TAKEOVERS; i++) {
                    staysAway(backup, load);
                    primary.process().killHard();
                    takesOver(backup);
                    primary = processes.start("primary");
                    comesBack(primary, load);
                }
                staysAway(backup, load);
                load.close();
                log.info("{} times killed; {}", TAKEOVERS, load.report());
                assertThat(load.defects()).isEmpty();
                assertThat(load.readFailures).isEmpty();
                // Connections broke with calls on them, which may have run.
                assertThat(load.writeFailures.keySet()).allMatch(what -> what.startsWith("UNAVAILABLE: "));
                assertThat(load.audit(processes.ledgers())).isEmpty();
            }
        }
    }

    @Test
    void noCallFailsAtAllWhenThePrimaryStopsInOrderAndReturns() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            Provider backup = processes.start("backup");
            Provider primary = processes.start("primary");

            try (Load load = loadOf(rpc, primary)) {
                staysAway(backup, load);
                primary.stop();
                takesOver(backup);
                comesBack(processes.start("primary"), load);
                staysAway(backup, load);
                load.close();
                log.info("stopped in order; {}", load.report());
                assertThat(load.defects()).isEmpty();
                assertThat(load.readFailures).isEmpty();
                assertThat(load.writeFailures).isEmpty();
                assertThat(load.audit(processes.ledgers())).isEmpty();
            }
        }
    }

    private static Load loadOf(Rpc rpc, Provider primary) {
        Load load = new Load(rpc.refer(Ledger.class), THREADS);
        comesBack(primary, load);
        return load;
    }

    private static void takesOver(Provider backup) throws Exception {
        long before = backup.executed();
        awaitThat(() -> backup.executed() > before + SOME);
    }

    private static void comesBack(Provider primary, Load load) {
        primary.awaitServing();
        // Those that were on their way elsewhere have arrived.
        long calls = load.calls();
        awaitThat(() -> load.calls() > calls + SOME);
    }

    private static void staysAway(Provider backup, Load load) {
        long before = backup.executed();
        long calls = load.calls();
        awaitThat(() -> load.calls() > calls + SOME);
        assertThat(backup.executed()).isEqualTo(before);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
