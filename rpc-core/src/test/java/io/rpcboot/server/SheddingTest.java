package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.testing.LogCapture;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a server refuses for want of room, and what it drops. */
class SheddingTest {

    interface Work {
        /** Takes a place until it is released. */
        CompletableFuture<Void> take();

        CompletableFuture<Void> takeToo();

        /** Holds a thread until that is released. */
        CompletableFuture<Integer> block(int number);
    }

    private final ConcurrentLinkedQueue<CompletableFuture<Void>> taken = new ConcurrentLinkedQueue<>();
    private final Semaphore release = new Semaphore(0);
    private final List<Integer> ran = new CopyOnWriteArrayList<>();
    private final List<@Nullable RetryAfter> hints = new CopyOnWriteArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final InMemoryTransport transport = new InMemoryTransport();
    private final TestTimer timer = new TestTimer();
    private @Nullable RpcServer server;
    private @Nullable RpcClient client;

    private final class WorkBean implements Work {
        @Override
        public CompletableFuture<Void> take() {
            CompletableFuture<Void> place = new CompletableFuture<>();
            taken.add(place);
            return place;
        }

        @Override
        public CompletableFuture<Void> takeToo() {
            return take();
        }

        @Override
        public CompletableFuture<Integer> block(int number) {
            ran.add(number);
            release.acquireUninterruptibly();
            return CompletableFuture.completedFuture(number);
        }
    }

    private Work start(RpcServer.Builder builder, Export export) throws IOException {
        server = builder.transport(transport.server("localhost", 0))
                .registry(registry)
                .ticker(now::get)
                .gracePeriod(Duration.ofMillis(300))
                .export(export)
                .build()
                .start()
                .register();
        client = RpcClient.builder()
                .transport(transport)
                .timer(timer)
                .discovery(registry)
                .interceptor((call, reply, next) -> next.handle(call, new ReplyListener() {
                    @Override
                    public void onMessage(@Nullable Object message) {
                        reply.onMessage(message);
                    }

                    @Override
                    public void onClose(RpcStatus status, Metadata trailers) {
                        if (!status.isOk()) {
                            hints.add(RetryAfter.read(trailers));
                        }
                        reply.onClose(status, trailers);
                    }
                }))
                .build();
        return client.refer(
                Reference.to(Work.class).timeout(Duration.ofMinutes(2)).retries(0));
    }

    private Export export() {
        return Export.of(Work.class, new WorkBean());
    }

    @AfterEach
    void stop() {
        release.release(1_000);
        taken.forEach(place -> place.complete(null));
        if (server != null) {
            client.close();
            server.close();
        }
        transport.close();
        timer.close();
    }

    private static RpcException failure(CompletableFuture<?> call) {
        try {
            call.get();
            throw new AssertionError("it did not fail");
        } catch (ExecutionException e) {
            return (RpcException) e.getCause();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aMethodBeyondItsLimitIsRefusedAndOthersAreNot() throws Exception {
        Work work = start(RpcServer.builder(), export().withMethodMaxConcurrency("take", 2));
        CompletableFuture<Void> first = work.take();
        CompletableFuture<Void> second = work.take();
        await().until(() -> taken.size() == 2);

        RpcException refused = failure(work.take());
        assertThat(refused)
                .hasMessage("RESOURCE_EXHAUSTED: " + Work.class.getName()
                        + "/take: 2 calls are in progress already (" + Work.class.getName()
                        + "/take: max-concurrency)");
        assertThat(refused.status().notExecuted()).isTrue();
        assertThat(hints)
                .singleElement()
                .satisfies(hint -> assertThat(hint.millis()).isBetween(50L, 151L));
        work.takeToo();
        await().until(() -> taken.size() == 3);
        assertThat(server.load()).isEqualTo(new ServerLoad(3, 1, 0, 0));

        taken.remove().complete(null);
        assertThat(CompletableFuture.anyOf(first, second)).succeedsWithin(Duration.ofSeconds(20));
        work.take();
        await().until(() -> taken.size() == 3);
    }

    @Test
    void theNarrowestLimitIsNamedAndWhatItRefusesTakesNoPlaceOfOthers() throws Exception {
        Export export = new Export(
                Work.class,
                new WorkBean(),
                "",
                "",
                "",
                "",
                "primary",
                100,
                2,
                Map.of("take", 1, "takeToo", 2, "block", 0),
                null);
        Work work = start(RpcServer.builder().maxConcurrency(3), export);
        work.take();
        await().until(() -> taken.size() == 1);
        for (int i = 0; i < 5; i++) {
            assertThat(failure(work.take()))
                    .hasMessageContaining("1 calls are in progress already (" + Work.class.getName() + "/take:");
        }

        work.takeToo();
        await().until(() -> taken.size() == 2);
        for (int i = 0; i < 3; i++) { // what the service refuses takes no place of its method
            assertThat(failure(work.takeToo()))
                    .hasMessageContaining(
                            "2 calls are in progress already (" + Work.class.getName() + ": max-concurrency)");
        }
        assertThat(server.load().inProgress()).isEqualTo(2);
    }

    @Test
    void aLimitOfAMethodThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> RpcServer.builder()
                        .export(export().withMethodMaxConcurrency("tak", 1))
                        .build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("max-concurrency of method \"tak\": " + Work.class.getName()
                        + " has only [block, take, takeToo]");
        assertThatThrownBy(() -> export().withMethodMaxConcurrency("take", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Work.class.getName() + ".take: maxConcurrency -1 is negative; 0 is no limit");
        assertThatThrownBy(() -> RpcServer.builder().maxConcurrency(0))
                .hasMessage("maxConcurrency 0 admits nothing; it must be at least 1");
    }

    @Test
    void theHintIsAboutHalfOfTheTimeInWhichAllPlacesBecomeFree() throws Exception {
        Work work = start(RpcServer.builder(), export().withMethodMaxConcurrency("take", 10));
        for (int i = 0; i < 10; i++) {
            work.take();
        }
        await().until(() -> taken.size() == 10);
        failure(work.take());
        for (int i = 0; i < 20; i++) { // one leaves every 40 ms, and another comes
            now.addAndGet(Duration.ofMillis(40).toNanos());
            taken.remove().complete(null);
            work.take();
            await().until(() -> taken.size() == 10);
        }
        hints.clear();

        for (int i = 0; i < 50; i++) {
            failure(work.take());
        }

        assertThat(hints).allSatisfy(hint -> assertThat(hint.millis()).isBetween(100L, 301L));
        assertThat(hints.stream().distinct()).hasSizeGreaterThan(5);
    }

    @Test
    void theHintIsNotShortenedByCallsThatAnotherLimitRefuses() throws Exception {
        Export export =
                new Export(Work.class, new WorkBean(), "", "", "", "", "primary", 100, 3, Map.of("take", 2), null);
        Work work = start(RpcServer.builder(), export);
        work.take();
        work.take();
        await().until(() -> taken.size() == 2);
        failure(work.take()); // from here on it is measured how fast its places become free
        taken.remove().complete(null);
        work.takeToo();
        work.takeToo();
        await().until(() -> taken.size() == 3);
        now.addAndGet(Duration.ofMillis(100).toNanos());
        for (int i = 0; i < 20; i++) {
            assertThat(failure(work.take())).hasMessageContaining("3 calls are in progress already");
        }
        assertThat(taken).hasSize(3);
        taken.stream().skip(1).findFirst().orElseThrow().complete(null); // one of the latter
        work.take();
        await().until(() -> taken.size() == 4);
        hints.clear();

        assertThat(failure(work.take())).hasMessageContaining("2 calls are in progress already");

        assertThat(hints)
                .singleElement()
                .satisfies(hint -> assertThat(hint.millis()).isBetween(50L, 151L));
    }

    @Test
    void aServerThatShedsSaysSoEveryTenSeconds() throws Exception {
        Work work = start(RpcServer.builder(), export().withMethodMaxConcurrency("take", 1));
        work.take();
        await().until(() -> taken.size() == 1);
        String name = Work.class.getName() + "/take";
        String line = "WARNING Refused " + name + ": 1 calls are in progress already (" + name + ": max-concurrency); ";
        try (LogCapture log = new LogCapture(Shedding.class.getName())) {
            for (int i = 0; i < 3; i++) {
                failure(work.take());
            }
            assertThat(log.lines()).containsExactly(line + "1 calls have been refused so far");

            now.addAndGet(Duration.ofSeconds(10).toNanos());
            failure(work.take());
            assertThat(log.lines()).hasSize(2).last().isEqualTo(line + "4 calls have been refused so far");
        }
    }

    @Test
    void whatWouldWaitBeyondItsDeadlineIsRefusedAtOnce() throws Exception {
        Work work = start(RpcServer.builder().threads(1), export());
        Work hurried = client.refer(
                Reference.to(Work.class).timeout(Duration.ofSeconds(10)).retries(0));
        for (int i = 0; i < 40; i++) {
            work.block(i);
        }
        await().until(() -> ran.size() == 1);

        for (int i = 0; i < 20; i++) { // the thread takes half a second for each, and another comes
            int before = ran.size();
            now.addAndGet(Duration.ofMillis(500).toNanos());
            release.release();
            await().until(() -> ran.size() > before);
            work.block(40 + i);
        }
        assertThat(server.load().shed()).isZero();
        RpcException refused = failure(hurried.block(-1));

        assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.status().notExecuted()).isTrue();
        assertThat(refused)
                .hasMessageMatching(".*/block: it would wait \\d{5} ms for a thread \\(rpc.server.threads\\), longer"
                        + " than its deadline allows");
        assertThat(hints)
                .singleElement()
                .satisfies(hint -> assertThat(hint.millis()).isBetween(500L, 1_501L));
        assertThat(server.load().shed()).isEqualTo(1);

        release.release(1_000);
        await().until(() -> ran.size() == 60);
        assertThat(hurried.block(60)).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void whatAnExecutorDoesNotTakeIsShedLikeTheRest() throws Exception {
        Work work = start(
                RpcServer.builder().executor(task -> {
                    throw new RejectedExecutionException("full");
                }),
                export());
        String name = Work.class.getName() + "/take";
        try (LogCapture log = new LogCapture(Shedding.class.getName())) {
            RpcException refused = failure(work.take());

            assertThat(refused)
                    .hasMessage("RESOURCE_EXHAUSTED: " + name + ": the server's executor takes no more calls");
            assertThat(refused.status().notExecuted()).isTrue();
            assertThat(log.lines())
                    .containsExactly("WARNING Refused " + name
                            + ": the server's executor takes no more calls; 1 calls have been refused so far");
        }
        assertThat(hints)
                .singleElement()
                .satisfies(hint -> assertThat(hint.millis()).isBetween(50L, 151L));
        assertThat(server.load()).isEqualTo(new ServerLoad(0, 1, 0, 0));
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsDroppedFromTheQueueAndCounted() throws Exception {
        Work work = start(RpcServer.builder().threads(1), export());
        Work impatient = client.refer(
                Reference.to(Work.class).timeout(Duration.ofMillis(500)).retries(0));
        CompletableFuture<Integer> first = work.block(1);
        await().until(() -> ran.size() == 1);

        assertThat(failure(impatient.block(2)).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        work.block(3).cancel(true);
        CompletableFuture<Integer> last = work.block(4);
        release.release(2);

        assertThat(first).succeedsWithin(Duration.ofSeconds(20));
        assertThat(last).succeedsWithin(Duration.ofSeconds(20));
        assertThat(ran).containsExactly(1, 4);
        assertThat(server.load()).isEqualTo(new ServerLoad(0, 0, 1, 1));
    }
}
