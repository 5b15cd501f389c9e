package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.server.RpcServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A provider that is taken out of use and put back while it runs. */
@Timeout(120)
class OfflineTest {

    interface Till {
        /** No repeating it. */
        String book(long id);
    }

    private static final AtomicInteger SPACES = new AtomicInteger();

    private final String registry = "memory:OfflineTest-" + SPACES.incrementAndGet();
    private final ConcurrentHashMap<Long, AtomicInteger> booked = new ConcurrentHashMap<>();

    private String book(String by, long id) {
        booked.computeIfAbsent(id, key -> new AtomicInteger()).incrementAndGet();
        return by;
    }

    private static Reference<Till> remote() {
        return Reference.to(Till.class).local(Reference.Local.NEVER).timeout(Duration.ofSeconds(20));
    }

    @Test
    void callsThatMayNotBeRepeatedAreNeitherLostNorDoubledWhileProvidersComeAndGo() throws Exception {
        try (Rpc one = Rpc.connect(registry);
                Rpc two = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            List<RpcServer> servers = List.of(
                    one.export(Till.class, id -> book("one", id)), two.export(Till.class, id -> book("two", id)));
            Till till = consumer.client().refer(remote());
            AtomicLong ids = new AtomicLong();
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService callers = Executors.newFixedThreadPool(4);
            try {
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    results.add(callers.submit(() -> {
                        while (!stop.get()) {
                            till.book(ids.incrementAndGet());
                        }
                        return null;
                    }));
                }
                for (int round = 0; round < 20; round++) {
                    RpcServer server = servers.get(round % 2);
                    long before = ids.get();
                    server.offline();
                    await().until(() -> ids.get() > before + 200);
                    server.online();
                    await().until(() -> ids.get() > before + 400);
                }
                stop.set(true);
                for (Future<?> result : results) {
                    result.get(30, TimeUnit.SECONDS); // a call that failed would be thrown here
                }
            } finally {
                stop.set(true);
                callers.shutdownNow();
            }
            assertThat(booked).hasSize((int) ids.get());
            assertThat(booked.values()).allSatisfy(times -> assertThat(times).hasValue(1));
        }
    }

    @Test
    void consumersLeaveAtOnceAndComeBackByThemselves() throws Exception {
        try (Rpc one = Rpc.connect(registry);
                Rpc two = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            RpcServer first = one.export(Till.class, id -> "one");
            two.export(Till.class, id -> "two");
            Till till = consumer.client().refer(remote().loadBalancer("round-robin"));
            await().until(() -> till.book(1).equals("one"));

            first.offline();
            for (int i = 0; i < 50; i++) {
                assertThat(till.book(i)).isEqualTo("two");
            }
            first.offline(); // once more changes nothing

            first.online();
            await().until(() -> till.book(1).equals("one"));
        }
    }

    @Test
    void aServerThatIsClosedDoesNotComeBack() throws Exception {
        try (Rpc provider = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            RpcServer server = provider.export(Till.class, id -> "done");
            RpcServer late = provider.server().export(Till.class, id -> "late").build();
            server.close();
            late.close();

            assertThatThrownBy(server::online)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the server is closed");
            assertThatThrownBy(server::register).hasMessage("the server is closed");
            assertThatThrownBy(late::start).hasMessage("the server is closed");
            server.offline();
            server.close();

            assertThat(server.registrations()).isEmpty();
            assertThatThrownBy(() -> consumer.client()
                            .refer(remote().timeout(Duration.ofMillis(100)))
                            .book(1))
                    .hasMessageContaining("lists no instance");
        }
    }

    @Test
    void callsInProgressAreAnsweredAndThoseWithinTheProcessGoOn() throws Exception {
        try (Rpc provider = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            CountDownLatch called = new CountDownLatch(1);
            CountDownLatch answer = new CountDownLatch(1);
            RpcServer server = provider.export(Till.class, id -> {
                called.countDown();
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return "done";
            });
            Till till = consumer.client().refer(remote());
            CompletableFuture<String> running =
                    CompletableFuture.supplyAsync(() -> till.book(1), task -> new Thread(task).start());
            called.await();

            server.offline();

            assertThat(running).isNotDone();
            answer.countDown();
            assertThat(running.get(10, TimeUnit.SECONDS)).isEqualTo("done");
            assertThat(provider.refer(Till.class).book(2)).isEqualTo("done");
        }
    }

    @Test
    void ifNobodyIsLeftTheErrorSaysWhoWentAndWhy() throws Exception {
        try (Rpc provider = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            RpcServer server = provider.export(Till.class, id -> "done");
            Till till = consumer.client().refer(remote());
            till.book(1);
            String address = server.instances().get(0).address();

            server.offline();

            await().untilAsserted(() -> assertThatThrownBy(() -> till.book(2))
                    .isInstanceOfSatisfying(RpcException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
                        assertThat(e.getMessage())
                                .contains(registry + " (connected) lists no instance; " + address + " (gone for ")
                                .endsWith(" s: " + address + " takes no new calls: not serving)");
                    }));
        }
    }

    @Test
    void aConsumerThatKnowsTheAddressOnlyBacksOffAndComesBackByItself() throws Exception {
        try (Rpc provider = Rpc.connect(registry);
                Rpc consumer = Rpc.connect(registry)) {
            RpcServer server = provider.export(Till.class, id -> "done");
            ServiceReference<Till> reference = consumer.client()
                    .reference(remote().url(server.instances().get(0).address()));
            reference.stub().book(1);

            server.offline();

            await().untilAsserted(() -> assertThat(reference.explain())
                    .contains("refuses this connection (UNAVAILABLE): not serving; next attempt in "));
            server.online();
            await().until(() -> {
                try {
                    return reference.stub().book(2).equals("done");
                } catch (RpcException e) {
                    return false; // backs off
                }
            });
        }
    }
}
