package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.Reference;
import io.rpcboot.client.ServiceReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Providers that die in the middle of a message, or say nothing any more. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class BadPeersIT {

    private static final int CALLS = 20;
    private static final byte[] MEGABYTE = new byte[1 << 20];
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Not preceded by a slash: the registry is connected, too. */
    private static final Pattern CONNECTED = Pattern.compile("(?<!/)127\\.0\\.0\\.1:\\d+ \\(connected\\)");

    @TempDir
    Path directory;

    @Test
    void callsOfAMegabyteEndOnceAndRunAtMostOnceWhenTheirProviderDiesHalfway() throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                JavaProcess dying = provider("dying", zooKeeper);
                JavaProcess other = provider("other", zooKeeper);
                Rpc rpc = Rpc.connect(zooKeeper.address())) {
            Ledger ledger = connected(rpc, Duration.ofSeconds(60), 2);

            // A stopped process takes what fits into the sockets' buffers, and no more.
            dying.signal("STOP");
            List<Future<Boolean>> calls = new ArrayList<>();
            for (int i = 1; i <= CALLS; i++) {
                long id = i;
                calls.add(threads.submit(() -> succeeds(ledger, id)));
            }
            await().atMost(PATIENCE).until(() -> !ledgerOf("other").isEmpty());
            dying.killHard();

            int succeeded = 0;
            for (Future<Boolean> call : calls) {
                succeeded += call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS) ? 1 : 0;
            }
            List<String> executed = new ArrayList<>(ledgerOf("other"));
            executed.addAll(ledgerOf("dying"));
            assertThat(executed).doesNotHaveDuplicates().hasSize(succeeded);
            assertThat(other.isAlive()).isTrue();
        } finally {
            threads.shutdownNow();
        }
    }

    private static boolean succeeds(Ledger ledger, long id) {
        try {
            assertThat(ledger.writeLarge(id, MEGABYTE)).isEqualTo(-id);
            return true;
        } catch (RpcException e) {
            assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(e.status().notExecuted())
                    .as("what never ran had somewhere to go: %s", e)
                    .isFalse();
            return false;
        }
    }

    @Test
    void aProviderThatHangsCostsAFewCallsTheirDeadlineAndTakesCallsAgainWhenItIsBack() throws Exception {
        try (ZooKeeperProcess zooKeeper = new ZooKeeperProcess(directory);
                JavaProcess hanging = provider("hanging", zooKeeper);
                JavaProcess second = provider("second", zooKeeper);
                JavaProcess third = provider("third", zooKeeper);
                Rpc rpc = Rpc.connect(zooKeeper.address())) {
            Ledger ledger = connected(rpc, Duration.ofMillis(500), 3);

            hanging.signal("STOP");
            Map<Long, Integer> answers = new HashMap<>();
            List<Code> failures = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                try {
                    answers.merge(ledger.pid(), 1, Integer::sum);
                } catch (RpcException e) {
                    failures.add(e.code());
                }
            }
            assertThat(failures).containsOnly(Code.DEADLINE_EXCEEDED).hasSizeLessThanOrEqualTo(5);
            assertThat(answers)
                    .hasSize(2)
                    .allSatisfy((pid, count) -> assertThat(count).isGreaterThan(20));

            hanging.signal("CONT");
            second.killHard();
            third.killHard();
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(RpcException.class)
                    .until(() -> !answers.containsKey(ledger.pid()));
        }
    }

    private JavaProcess provider(String name, ZooKeeperProcess zooKeeper) {
        JavaProcess process = JavaProcess.start(
                directory,
                "provider-" + name,
                LedgerProvider.class,
                zooKeeper.address(),
                directory.resolve(name).toString());
        process.awaitLine("READY");
        return process;
    }

    private List<String> ledgerOf(String name) throws IOException {
        Path ledger = directory.resolve(name);
        return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
    }

    /** A stub, once it has so many connections. */
    private static Ledger connected(Rpc rpc, Duration timeout, int instances) {
        ServiceReference<Ledger> reference =
                rpc.client().reference(Reference.to(Ledger.class).timeout(timeout));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(reference.explain())
                        .satisfies(text ->
                                assertThat(CONNECTED.matcher(text).results()).hasSize(instances)));
        return reference.stub();
    }
}
