package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.FaultMode;
import io.rpcboot.client.Reference;
import io.rpcboot.e2e.Control.Behaviour;
import io.rpcboot.e2e.LedgerProcesses.Provider;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two of a hundred answers take long, whoever gives them. How many calls are made with hedging, and as many without, is
 * set by {@code hedging.calls}; {@code mvn verify -Pcluster} runs the long form.
 */
class HedgingIT {

    private static final Logger log = LoggerFactory.getLogger(HedgingIT.class);

    private static final int CALLS = Integer.getInteger("hedging.calls", 4_000);
    private static final int ROUNDS = 4;
    private static final int THREADS = 8;

    private static final Behaviour STRAGGLING = new Behaviour(Duration.ofMillis(5), 50, Duration.ofMillis(400), "");

    @TempDir
    Path directory;

    @Test
    void theSlowestAnswersComeFiveTimesSoonerForLessThanATenthMoreCalls() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(THREADS);
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                Rpc rpc = Rpc.connect(zooKeeper.address());
                LedgerProcesses processes = new LedgerProcesses(directory, zooKeeper, rpc)) {
            List<Provider> providers = processes.startPrimaries(3);
            providers.forEach(provider -> provider.control().behave(STRAGGLING));
            Ledger plain = rpc.refer(Ledger.class);
            Ledger hedged = rpc.client()
                    .refer(Reference.to(Ledger.class).method("read", read -> read.cluster(FaultMode.HEDGED)));
            times(callers, plain, 400);
            times(callers, hedged, 400);

            List<Long> plainTimes = new ArrayList<>();
            List<Long> hedgedTimes = new ArrayList<>();
            long attempts = 0;
            for (int i = 0; i < ROUNDS; i++) { // in turn, so that the machine is as busy for the one as for the other
                plainTimes.addAll(times(callers, plain, CALLS / ROUNDS));
                long before = executed(providers);
                hedgedTimes.addAll(times(callers, hedged, CALLS / ROUNDS));
                attempts += executed(providers) - before;
            }
            double attemptsPerCall = (double) attempts / hedgedTimes.size();
            long plainP99 = p99(plainTimes);
            long hedgedP99 = p99(hedgedTimes);
            log.info(
                    "p99 of {} calls {} ms, hedged {} ms, with {} attempts a call",
                    plainTimes.size(),
                    plainP99 / 1e6,
                    hedgedP99 / 1e6,
                    attemptsPerCall);
            assertThat(hedgedP99).isLessThanOrEqualTo(plainP99 / 5);
            assertThat(attemptsPerCall).isBetween(1.01, 1.1);
        } finally {
            callers.shutdownNow();
        }
    }

    /** How many nanoseconds each of so many calls took. */
    private static List<Long> times(ExecutorService callers, Ledger ledger, int calls) throws Exception {
        List<Future<List<Long>>> parts = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            parts.add(callers.submit(() -> {
                List<Long> times = new ArrayList<>();
                for (long id = 0; id < calls / THREADS; id++) {
                    long begin = System.nanoTime();
                    assertThat(ledger.read(id)).isEqualTo(-id);
                    times.add(System.nanoTime() - begin);
                }
                return times;
            }));
        }
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> part : parts) {
            all.addAll(part.get(5, TimeUnit.MINUTES));
        }
        return all;
    }

    private static long p99(List<Long> times) {
        Collections.sort(times);
        return times.get(times.size() * 99 / 100);
    }

    private static long executed(List<Provider> providers) {
        return providers.stream().mapToLong(Provider::executed).sum();
    }
}
