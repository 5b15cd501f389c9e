package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.core.RpcContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A caller and three servers, each with transport and client of its own: what happens at one end is felt at the other. */
class ThreeHopsTest {

    /** What each of the three does. */
    interface Hop {
        /** Milliseconds that were left at this hop and at those behind it. */
        List<Long> budgets(int hops);

        /** Ends when the test says so. */
        String block();

        /** The same, by futures. */
        CompletableFuture<String> blockLater();
    }

    interface Front extends Hop {}

    interface Middle extends Hop {}

    interface Leaf extends Hop {}

    interface Waiting {
        String await() throws Exception;
    }

    interface Detaching {
        String run();
    }

    private final String registry = "memory:" + UUID.randomUUID();
    private final List<Rpc> processes = new ArrayList<>();
    private final AtomicReference<@Nullable RpcContext> atLeaf = new AtomicReference<>();
    private final LinkedBlockingQueue<RpcException> ends = new LinkedBlockingQueue<>();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private Rpc caller;
    private Front front;

    @BeforeEach
    void start() {
        Rpc leaf = process();
        Rpc middle = process();
        Rpc front = process();
        leaf.export(Leaf.class, new LeafBean());
        middle.export(Middle.class, new MiddleBean(patient(middle, Leaf.class)));
        front.export(Front.class, new FrontBean(patient(front, Middle.class)));
        caller = process();
        this.front = patient(caller, Front.class);
    }

    private static <T> T patient(Rpc process, Class<T> service) {
        return process.client().refer(Reference.to(service).timeout(Duration.ofSeconds(20)));
    }

    private Rpc process() {
        Rpc rpc = Rpc.connect(registry);
        processes.add(0, rpc);
        return rpc;
    }

    @AfterEach
    void stop() {
        release.countDown();
        processes.forEach(Rpc::close);
    }

    private static long remaining() {
        return TimeUnit.NANOSECONDS.toMillis(RpcContext.current().deadline().remainingNanos());
    }

    /** Calls the next hop, and remembers how that ended. */
    private abstract class Passing {

        private final Hop next;

        Passing(Hop next) {
            this.next = next;
        }

        public List<Long> budgets(int hops) {
            long here = remaining();
            while (remaining() > here - 50) {
                Thread.onSpinWait();
            }
            List<Long> all = new ArrayList<>(List.of(here));
            all.addAll(next.budgets(hops - 1));
            return all;
        }

        public String block() {
            try {
                return next.block();
            } catch (RpcException e) {
                ends.add(e);
                throw e;
            }
        }

        public CompletableFuture<String> blockLater() {
            return next.blockLater().whenComplete((value, thrown) -> {
                if (thrown instanceof RpcException e) {
                    ends.add(e);
                }
            });
        }
    }

    private final class FrontBean extends Passing implements Front {
        FrontBean(Middle next) {
            super(next);
        }
    }

    private final class MiddleBean extends Passing implements Middle {
        MiddleBean(Leaf next) {
            super(next);
        }
    }

    private final class LeafBean implements Leaf {
        @Override
        public List<Long> budgets(int hops) {
            return List.of(remaining());
        }

        @Override
        public String block() {
            atLeaf.set(RpcContext.current());
            arrived.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts a method", e);
            }
            return "done";
        }

        @Override
        public CompletableFuture<String> blockLater() {
            atLeaf.set(RpcContext.current());
            arrived.countDown();
            return new CompletableFuture<>();
        }
    }

    private CompletableFuture<String> callBlocking(Front front) {
        return CompletableFuture.supplyAsync(front::block, task -> new Thread(task, "caller").start());
    }

    private void awaitArrival() throws InterruptedException {
        assertThat(arrived.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(atLeaf.get().isCancelled()).isFalse();
    }

    @Test
    void theBudgetShrinksAtEachHop() {
        List<Long> budgets = front.budgets(3);

        assertThat(budgets).hasSize(3);
        assertThat(budgets.get(0)).isBetween(15_000L, 20_000L);
        assertThat(budgets.get(1)).isBetween(15_000L, budgets.get(0) - 49);
        assertThat(budgets.get(2)).isBetween(15_000L, budgets.get(1) - 49);
    }

    @Test
    void cancellingTheCallersFutureEndsTheCallsInBetweenAndIsSeenAtTheLeaf() throws Exception {
        CompletableFuture<String> call = front.blockLater();
        awaitArrival();

        call.cancel(true);

        await().until(() -> atLeaf.get().isCancelled());
        for (Class<?> next : List.of(Middle.class, Leaf.class)) {
            RpcException end = ends.poll(20, TimeUnit.SECONDS);
            assertThat(end.code()).isEqualTo(Code.CANCELLED);
            assertThat(end)
                    .hasMessageContaining(next.getName() + "/blockLater: given up with ")
                    .hasMessageContaining(Front.class.getName() + "/blockLater: its future was cancelled");
        }
    }

    @Test
    void cancellingEndsBlockingCallsToo() throws Exception {
        Thread[] caller = new Thread[1];
        CompletableFuture<String> call = CompletableFuture.supplyAsync(front::block, task -> {
            caller[0] = new Thread(task, "caller");
            caller[0].start();
        });
        awaitArrival();

        caller[0].interrupt();

        assertThat(call)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("CANCELLED");
        await().until(() -> atLeaf.get().isCancelled());
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
    }

    @Test
    void theCallersDeadlineEndsTheCallsInBetweenAndIsSeenAtTheLeaf() throws Exception {
        // Connections are there already, so that the short deadline is spent at the leaf.
        front.budgets(3);
        Front hurried = caller.client().refer(Reference.to(Front.class).timeout(Duration.ofSeconds(3)));
        CompletableFuture<String> call = callBlocking(hurried);
        awaitArrival();

        assertThat(call)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("DEADLINE_EXCEEDED");
        await().until(() -> atLeaf.get().isCancelled() && atLeaf.get().call().isCancelled());
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void theEndOfTheCallersConnectionEndsTheCallsInBetweenAndIsSeenAtTheLeaf() throws Exception {
        CompletableFuture<String> call = callBlocking(front);
        awaitArrival();

        caller.close();

        assertThat(call).failsWithin(Duration.ofSeconds(20));
        await().until(() -> atLeaf.get().isCancelled());
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
        assertThat(ends.poll(20, TimeUnit.SECONDS).code()).isEqualTo(Code.CANCELLED);
    }

    @Test
    void whatIsMadeForACancelledCallIsNotBegun() throws Exception {
        CompletableFuture<Throwable> outcome = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        Rpc waiting = process();
        Leaf leaf = patient(waiting, Leaf.class);
        waiting.export(Waiting.class, () -> {
            RpcContext context = RpcContext.current();
            entered.countDown();
            await().until(context::isCancelled);
            try {
                leaf.blockLater().get();
            } catch (ExecutionException e) {
                outcome.complete(e.getCause());
            }
            return "";
        });
        Thread thread = new Thread(
                () -> assertThatThrownBy(() -> caller.refer(Waiting.class).await()));
        thread.start();
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        thread.interrupt();

        assertThat(outcome).succeedsWithin(Duration.ofSeconds(20));
        assertThat(outcome.get()).hasMessageContaining("given up with " + Waiting.class.getName() + "/await");
        assertThat(arrived.getCount()).isOne();
    }

    @Test
    void whatIsDetachedGoesOnWhenTheCallerGivesUp() throws Exception {
        CompletableFuture<String> middle = new CompletableFuture<>();
        Rpc detaching = process();
        Leaf leaf = patient(detaching, Leaf.class);
        AtomicReference<@Nullable RpcContext> atDetaching = new AtomicReference<>();
        detaching.export(Detaching.class, () -> {
            atDetaching.set(RpcContext.current());
            try (RpcContext.Scope detached = RpcContext.detach()) {
                leaf.block();
            }
            middle.complete("went on");
            return "";
        });
        Thread thread = new Thread(
                () -> assertThatThrownBy(() -> caller.refer(Detaching.class).run()));
        thread.start();
        awaitArrival();

        thread.interrupt();
        await().until(() -> atDetaching.get().isCancelled());

        assertThat(atLeaf.get().isCancelled()).isFalse();
        assertThat(atLeaf.get().deadline().remainingNanos()).isGreaterThan(TimeUnit.SECONDS.toNanos(3));
        release.countDown();
        assertThat(middle).succeedsWithin(Duration.ofSeconds(20));
    }
}
