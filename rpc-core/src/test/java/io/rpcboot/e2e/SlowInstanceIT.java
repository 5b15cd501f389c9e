package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.e2e.Control.Behaviour;
import io.rpcboot.e2e.LedgerProcesses.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of three providers is ten times as slow as the others. How long calls go on before they are counted, and how long
 * they are, is set by {@code slow.settle} and {@code slow.seconds}; {@code mvn verify -Pcluster} runs the long form.
 */
class SlowInstanceIT {

    private static final Logger log = LoggerFactory.getLogger(SlowInstanceIT.class);

    private static final Duration SETTLE = Duration.ofSeconds(Integer.getInteger("slow.settle", 10));
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("slow.seconds", 5));

    /** Long enough for the pauses of a busy machine not to be mistaken for it. */
    private static final Duration QUICK = Duration.ofMillis(5);

    @TempDir
    Path directory;

    @Test
    void theSlowOneOfThreeGetsNextToNothing() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            List<Provider> providers = processes.startPrimaries(3);
            Provider slow = providers.get(0);
            providers.forEach(provider ->
                    provider.control().behave(Behaviour.takes(provider == slow ? QUICK.multipliedBy(10) : QUICK)));

            Load load = new Load(rpc.refer(Ledger.class), 16);
            long ofSlow;
            long ofAll;
            try (load) {
                await().atMost(Duration.ofSeconds(30)).until(() -> load.calls() > 100);
                pass(SETTLE);
                long ofSlowBefore = slow.executed();
                long ofAllBefore = executed(providers);
                pass(LENGTH);
                ofSlow = slow.executed() - ofSlowBefore;
                ofAll = executed(providers) - ofAllBefore;
            }
            log.info("{} of {} calls in {} s went to the slow one", ofSlow, ofAll, LENGTH.toSeconds());
            assertThat(load.defects()).isEmpty();
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures).isEmpty();
            assertThat(ofAll).isGreaterThan(500);
            assertThat(ofSlow).isLessThanOrEqualTo(ofAll * 2 / 100);
        }
    }

    private static long executed(List<Provider> providers) {
        return providers.stream().mapToLong(Provider::executed).sum();
    }

    private static void pass(Duration time) {
        long begin = System.nanoTime();
        await().atMost(time.plusSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() - begin >= time.toNanos());
    }
}
