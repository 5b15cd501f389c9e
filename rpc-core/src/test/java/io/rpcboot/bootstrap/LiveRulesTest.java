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
import java.util.concurrent.TimeUnit;
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

        void awaitCalls() {
            long before = get();
            await().atMost(EVENTUALLY).until(() -> get() > before + 10);
        }

        void awaitSilence() {
            AtomicLong last = new AtomicLong(-1);
            await().during(Duration.ofMillis(200)).atMost(EVENTUALLY).until(() -> last.getAndSet(get()) == last.get());
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
    void rulesMoveRunningTrafficAndNoCallFails() throws Exception {
        Counting one = new Counting();
        Counting other = new Counting();
        try (TestingServer zooKeeper = new TestingServer();
                CuratorFramework operator =
                        CuratorFrameworkFactory.newClient(zooKeeper.getConnectString(), new RetryOneTime(100));
                Rpc first = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc second = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc consumer = Rpc.connect("zookeeper://" + zooKeeper.getConnectString())) {
            operator.start();
            int port = export(first, one);
            export(second, other);
            try (Callers callers = new Callers(
                    consumer.client().refer(Reference.to(Counter.class).retries(0)), 4)) {
                one.awaitCalls();
                other.awaitCalls();

                write(operator, "{\"instances\":[{\"match\":{\"address\":\"*:" + port + "\"},\"weight\":0}]}");
                one.awaitSilence();
                other.awaitCalls();
                assertThat(consumer.client().explain(Counter.class.getName()))
                        .contains("(weight 0 by the rule for address \"*:" + port + "\")");
                write(operator, "not rules");
                one.awaitSilence();
                other.awaitCalls();

                write(operator, "{\"methods\":{\"count\":{\"address\":\"*:" + port + "\"}}}");
                other.awaitSilence();
                one.awaitCalls();

                operator.delete().forPath(PATH);
                other.awaitCalls();
                one.awaitCalls();
                callers.close();
                assertThat(callers.failures).isEmpty();
                assertThat(callers.calls.get()).isGreaterThan(1_000);
            }
        }
    }

    /** Registers; returns the port. */
    private static int export(Rpc provider, Counter bean) throws Exception {
        RpcServer server = provider.export(Counter.class, bean);
        server.registrations().get(0).whenRegistered().toCompletableFuture().get(20, TimeUnit.SECONDS);
        return server.address().getPort();
    }

    private static void write(CuratorFramework operator, String rules) throws Exception {
        operator.create().orSetData().creatingParentsIfNeeded().forPath(PATH, rules.getBytes(StandardCharsets.UTF_8));
    }
}
