package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcStatus.Code;
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
 * All providers fail each call, and retries must not make that worse. How many calls is set by {@code storm.calls};
 * {@code mvn verify -Pcluster} runs the long form.
 */
class RetryStormIT {

    private static final Logger log = LoggerFactory.getLogger(RetryStormIT.class);

    private static final int CALLS = Integer.getInteger("storm.calls", 5_000);

    @TempDir
    Path directory;

    @Test
    void retriesAddAFifthToTheCallsAtMostWhileEverybodyFails() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            List<Provider> providers = processes.startPrimaries(3);

            // It says that another instance might do better, and the method may run twice.
            assertThat(attemptsPerCall(rpc, providers, Code.UNAVAILABLE)).isBetween(1.05, 1.2);
            // It says nothing of the kind.
            assertThat(attemptsPerCall(rpc, providers, Code.INTERNAL)).isEqualTo(1);
        }
    }

    private static double attemptsPerCall(Rpc rpc, List<Provider> providers, Code code) {
        providers.forEach(provider -> provider.control().behave(Behaviour.failsWith(code)));
        long before = executed(providers);
        Load load = new Load(rpc.refer(Ledger.class), new Load.Plan(16, false, 0));
        try (load) {
            await().atMost(Duration.ofMinutes(5)).until(() -> load.calls() >= CALLS);
        }
        long attempts = executed(providers) - before;
        log.info("{} attempts of {} calls that {} fails", attempts, load.calls(), code);
        assertThat(load.defects()).isEmpty();
        assertThat(load.readFailures.keySet()).allMatch(what -> what.startsWith(code + ": "));
        assertThat(load.readFailures.values().stream()
                        .mapToLong(failures -> failures.sum())
                        .sum())
                .isEqualTo(load.calls());
        return (double) attempts / load.calls();
    }

    private static long executed(List<Provider> providers) {
        return providers.stream().mapToLong(Provider::executed).sum();
    }
}
