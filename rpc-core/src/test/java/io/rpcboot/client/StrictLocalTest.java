package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference.Local;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an in-process call shows of the day on which the service moves to another process, and what it does not. */
class StrictLocalTest {

    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        public Refused(String message, int code) {
            super(message);
            this.code = code;
        }

        public int getCode() {
            return code;
        }
    }

    interface Office {
        List<String> stamp(List<String> papers) throws Refused;

        CompletableFuture<String> wait(String forWhat);

        @RpcMethod(oneway = true)
        void post(List<String> letters);
    }

    private final InMemoryTransport transport = new InMemoryTransport();
    private final TestTimer timer = new TestTimer();
    private final CountDownLatch release = new CountDownLatch(1);
    private final AtomicReference<@Nullable Object> seen = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final List<String> kept = new ArrayList<>(List.of("kept"));
    private final Refused refused = new Refused("not today", 7);
    private final RpcServer server = RpcServer.builder()
            .export(Office.class, new Clerk())
            .maxConcurrency(1)
            .build();
    private final RpcClient client = client(Local.STRICT);

    private final class Clerk implements Office {
        @Override
        public List<String> stamp(List<String> papers) throws Refused {
            seen.set(papers);
            thread.set(Thread.currentThread());
            switch (papers.isEmpty() ? "" : papers.get(0)) {
                case "refuse" -> throw refused;
                case "break" -> throw new IllegalStateException("broken");
                case "null" -> {
                    return Collections.singletonList(null);
                }
                default -> {
                    return kept;
                }
            }
        }

        @Override
        public CompletableFuture<String> wait(String forWhat) {
            try {
                release.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return CompletableFuture.completedFuture(forWhat);
        }

        @Override
        public void post(List<String> letters) {
            seen.set(letters);
        }
    }

    private RpcClient client(Local local) {
        return RpcClient.builder()
                .transport(transport)
                .timer(timer)
                .localServices(server.localServices())
                .local(local)
                .build();
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.close();
        server.close();
        transport.close();
        timer.close();
    }

    private Office strict() {
        return client.refer(Office.class);
    }

    private Office preferred() {
        return client.refer(Reference.to(Office.class).local(Local.PREFER));
    }

    @Test
    void argumentsAndResultsAreCopies() throws Refused {
        List<String> papers = new ArrayList<>(List.of("a"));
        List<String> stamped = strict().stamp(papers);
        assertThat(stamped).isEqualTo(kept).isNotSameAs(kept);
        assertThat(seen.get()).isEqualTo(papers).isNotSameAs(papers);

        assertThat(preferred().stamp(papers)).isSameAs(kept);
        assertThat(seen.get()).isSameAs(papers);
    }

    @Test
    void theMethodRunsOnAThreadOfTheServer() throws Refused {
        strict().stamp(List.of());
        assertThat(thread.get()).isNotSameAs(Thread.currentThread());

        preferred().stamp(List.of());
        assertThat(thread.get()).isSameAs(Thread.currentThread());
    }

    @Test
    void aDeclaredExceptionArrivesAsAnotherOneLikeIt() {
        assertThat(catchThrowable(() -> strict().stamp(List.of("refuse"))))
                .isNotSameAs(refused)
                .isInstanceOfSatisfying(Refused.class, copy -> {
                    assertThat(copy).hasMessage("not today");
                    assertThat(copy.getCode()).isEqualTo(7);
                });
        assertThat(catchThrowable(() -> preferred().stamp(List.of("refuse")))).isSameAs(refused);
    }

    @Test
    void whatTheMethodDoesNotDeclareArrivesWithoutItsCause() {
        assertThatThrownBy(() -> strict().stamp(List.of("break"))).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.UNKNOWN);
            assertThat(e.remoteExceptionType()).isEqualTo(IllegalStateException.class.getName());
            assertThat(e).hasNoCause();
            assertThat(e.node()).isNull();
        });
    }

    @Test
    void whatCannotBeSentIsRefused() throws Refused {
        List<String> papers = Arrays.asList("a", null);
        assertThatThrownBy(() -> strict().stamp(papers)).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(e).hasMessageContaining("[1]");
        });
        assertThat(seen.get()).isNull();
        assertThat(preferred().stamp(papers)).isSameAs(kept);

        assertThatThrownBy(() -> strict().stamp(List.of("null")))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INTERNAL));
    }

    @Test
    void aStuckMethodDoesNotHoldItsCaller() {
        Office office = client.refer(Reference.to(Office.class).timeout(Duration.ofMillis(50)));
        assertThat(office.wait("ever"))
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withCauseInstanceOf(RpcException.class)
                .withMessageContaining("DEADLINE_EXCEEDED");
    }

    @Test
    void theServersLimitsHold() {
        Office office = strict();
        CompletableFuture<String> first = office.wait("first");
        assertThatThrownBy(() -> office.stamp(List.of())).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(e.status().notExecuted()).isTrue();
        });
        release.countDown();
        assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo("first");
    }

    @Test
    void oneWayCallsAreEncodedToo() {
        List<String> letters = new ArrayList<>(List.of("a"));
        strict().post(letters);
        await().untilAsserted(() -> assertThat(seen.get()).isEqualTo(letters));
        assertThat(seen.get()).isNotSameAs(letters);
    }

    @Test
    void whatThisProcessDoesNotExportIsCalledOverTheNetwork() {
        assertThatThrownBy(() ->
                        client.refer(Reference.to(Office.class).group("other")).stamp(List.of()))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNAVAILABLE));
    }
}
