package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.RegistryConnection;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Providers die by {@code kill -9} under load. The length of it is set by {@code chaos.seconds} and the time between
 * two deaths by {@code chaos.interval}, in seconds; {@code mvn verify -Pchaos} runs the long form.
 */
class ChaosIT {

    private static final Logger log = LoggerFactory.getLogger(ChaosIT.class);

    private static final int THREADS = 32;
    private static final Duration LENGTH = Duration.ofSeconds(Integer.getInteger("chaos.seconds", 16));
    private static final Duration INTERVAL = Duration.ofSeconds(Integer.getInteger("chaos.interval", 6));

    @TempDir
    Path directory;

    private final List<Path> ledgers = new ArrayList<>();

    /** A provider that runs, and what it writes to. */
    private record Running(JavaProcess process, Path ledger) {

        boolean serves() {
            try {
                return Files.exists(ledger) && Files.size(ledger) > 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void eachCallHasOneOutcomeAndNoWriteRunsTwiceWhileProvidersAreKilled() throws Exception {
        Running[] providers = new Running[2];
        Load.Outcomes outcomes = new Load.Outcomes();
        int kills = 0;
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                NettyClientTransport transport = NettyClientTransport.builder().build();
                RegistryConnection registry = RegistryConnection.open(
                        RegistryAddress.parse(zooKeeper.address()), RegistryConnection.Options.DEFAULT);
                RpcClient client = RpcClient.builder()
                        .transport(transport)
                        .timer(TransportTimer.named("test-timer"))
                        .discovery(registry.discovery())
                        .connections(1)
                        .interceptor(outcomes)
                        .build()) {
            Load load;
            try {
                providers[0] = start(zooKeeper);
                providers[1] = start(zooKeeper);
                providers[0].process().awaitLine("READY");
                providers[1].process().awaitLine("READY");
                load = new Load(client.refer(Reference.to(Ledger.class)), THREADS);
                try (load) {
                    awaitServing(providers);
                    long begin = System.nanoTime();
                    for (int round = 1; INTERVAL.multipliedBy(round).compareTo(LENGTH) <= 0; round++) {
                        waitUntil(begin
                                + INTERVAL.multipliedBy(round).minusSeconds(1).toNanos());
                        int victim = round % 2;
                        providers[victim].process().killHard();
                        kills++;
                        providers[victim] = start(zooKeeper);
                        // It is "one of two" only while the other one is there.
                        awaitServing(providers);
                    }
                    waitUntil(begin + LENGTH.toNanos());
                }
            } finally {
                for (Running provider : providers) {
                    if (provider != null) {
                        provider.process().close();
                    }
                }
            }
            log.info("{} kills in {} s; {}", kills, LENGTH.toSeconds(), load.report());
            assertThat(load.defects()).isEmpty();
            assertThat(outcomes.begun).hasValue(load.reads() + load.writes());
            assertThat(outcomes.ended).hasValue(outcomes.begun.get());
            assertThat(outcomes.endedTwice).hasValue(0);
            assertThat(load.readFailures).isEmpty();
            assertThat(load.writeFailures.keySet()).allMatch(what -> what.startsWith("UNAVAILABLE: "));
            assertThat(load.audit(ledgers)).isEmpty();
            assertThat(kills).isGreaterThanOrEqualTo(2);
        }
    }

    private Running start(ZooKeeperProcess zooKeeper) {
        Path ledger = directory.resolve("ledger-" + ledgers.size());
        ledgers.add(ledger);
        return new Running(
                JavaProcess.start(
                        directory,
                        "provider-" + ledgers.size(),
                        LedgerProvider.class,
                        zooKeeper.address(),
                        ledger.toString()),
                ledger);
    }

    private static void awaitServing(Running[] providers) {
        for (Running provider : providers) {
            provider.process().awaitLine("READY");
            await().atMost(Duration.ofSeconds(30)).until(provider::serves);
        }
    }

    private static void waitUntil(long nanos) {
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> System.nanoTime() - nanos >= 0);
    }
}
