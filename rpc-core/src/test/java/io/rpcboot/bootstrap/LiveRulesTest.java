package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.client.Reference;
import io.rpcboot.server.RpcServer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rules that are written to a real registry while calls run over TCP. */
@Timeout(120)
class LiveRulesTest {

    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration EVENTUALLY = Duration.ofSeconds(20);
    private static final String PATH = "/rpc/rules/" + Counter.class.getName();

    interface Counter {
        String count(String text);
    }

    private static final class Counting extends AtomicLong implements Counter {

        private static final long serialVersionUID = 1L;

        @Override
        public String count(String text) {
            incrementAndGet();
            return text;
        }

        boolean isCalled() {
            long before = get();
            return within(Duration.ofMillis(200), () -> get() > before);
        }

        private static boolean within(Duration time, java.util.function.BooleanSupplier happens) {
            long begin = System.nanoTime();
            while (System.nanoTime() - begin < time.toNanos()) {
                if (happens.getAsBoolean()) {
                    return true;
                }
                Thread.onSpinWait();
            }
            return false;
        }
    }

    /** Threads that call without a pause and without retries. */
    private static final class Callers implements AutoCloseable {

        final List<Throwable> failures = new CopyOnWriteArrayList<>();
        final AtomicLong calls = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean stopped;

        Callers(Counter counter, int count) {
            for (int i = 0; i < count; i++) {
                Thread thread = new Thread(() -> {
                    while (!stopped) {
                        try {
                            counter.count("x");
                            calls.incrementAndGet();
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
        }

        @Override
        public void close() throws InterruptedException {
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    @Test
    void rulesMoveRunningTrafficWithinASecondAndNoCallFails() throws Exception {
        Counting one = new Counting();
        Counting other = new Counting();
        try (TestingServer zooKeeper = new TestingServer();
                CuratorFramework operator =
                        CuratorFrameworkFactory.newClient(zooKeeper.getConnectString(), new RetryOneTime(100));
                Rpc first = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc second = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc consumer = Rpc.connect("zookeeper://" + zooKeeper.getConnectString())) {
            operator.start();
            RpcServer server = first.export(Counter.class, one);
            second.export(Counter.class, other);
            int port = server.address().getPort();
            try (Callers callers =
                    new Callers(consumer.client().refer(Reference.to(Counter.class).retries(0)), 4)) {
                await().atMost(EVENTUALLY).until(() -> one.isCalled() && other.isCalled());

                write(operator, "{\"instances\":[{\"match\":{\"address\":\"*:" + port + "\"},\"weight\":0}]}");
                await().atMost(SOON).until(() -> !one.isCalled());
                assertThat(consumer.client().explain(Counter.class.getName()))
                        .contains("(weight 0 by the rule for address \"*:" + port + "\")");
                write(operator, "not rules");
                assertThat(one.isCalled()).isFalse();
                assertThat(other.isCalled()).isTrue();

                write(operator, "{\"methods\":{\"count\":{\"address\":\"*:" + port + "\"}}}");
                await().atMost(EVENTUALLY).until(() -> one.isCalled() && !other.isCalled());

                operator.delete().forPath(PATH);
                await().atMost(SOON).until(() -> one.isCalled() && other.isCalled());
                callers.close();
                assertThat(callers.failures).isEmpty();
                assertThat(callers.calls.get()).isGreaterThan(1_000);
            }
        }
    }

    private static void write(CuratorFramework operator, String rules) throws Exception {
        operator.create()
                .orSetData()
                .creatingParentsIfNeeded()
                .forPath(PATH, rules.getBytes(StandardCharsets.UTF_8));
    }
}
