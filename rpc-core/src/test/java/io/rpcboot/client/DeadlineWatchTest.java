package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.Ticker;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.TestMethods;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeadlineWatchTest {

    private final FakeNetwork time = new FakeNetwork();
    private final DeadlineWatch watch = new DeadlineWatch(time, Runnable::run, time);

    @Test
    void callsEndAtTheirOwnDeadlinesWhateverOrderTheyCameIn() {
        TestCall slow = begin(3_000);
        TestCall quick = begin(50);
        TestCall medium = begin(200);
        TestCall endless = new TestCall(Long.MAX_VALUE, time);
        watch.add(endless);

        time.pass(49);
        assertThat(quick.ends).hasValue(0);
        time.pass(1);
        assertThat(quick.ends).hasValue(1);
        assertThat(quick.status().code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(quick.status().message()).endsWith("no answer within 50 ms");
        assertThat(medium.ends).hasValue(0);
        time.pass(150);
        assertThat(medium.ends).hasValue(1);
        assertThat(slow.ends).hasValue(0);
        time.pass(2_800);
        assertThat(slow.ends).hasValue(1);
        time.pass(1_000_000);
        assertThat(List.of(quick, medium, slow))
                .allSatisfy(call -> assertThat(call.ends).hasValue(1));
        assertThat(endless.ends).hasValue(0);
        assertThat(time.delays()).isEmpty();
    }

    @Test
    void callsThatEndInTimeNeedOneTaskForAllOfThem() {
        for (int i = 0; i < 1_000; i++) {
            TestCall call = begin(3_000);
            assertThat(time.delays()).containsExactly(3_000L);
            watch.remove(call);
            watch.remove(call);
            assertThat(call.watchList).isNull();
        }
        time.pass(3_000);
        assertThat(time.delays()).as("nothing is looked for where nothing is").isEmpty();
    }

    @Test
    void aCallOutOfTheMiddleLeavesItsNeighboursWatched() {
        List<TestCall> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(begin(100));
        }
        watch.remove(calls.get(2));
        watch.remove(calls.get(0));
        watch.remove(calls.get(4));

        time.pass(100);

        assertThat(calls.stream().map(call -> call.ends.get())).containsExactly(0, 1, 0, 1, 0);
    }

    @Test
    void deadlinesThatAreCloseToEachOtherShareALook() {
        for (int i = 0; i < 1_000; i++) {
            watch.add(new TestCall(TimeUnit.MILLISECONDS.toNanos(100) + i * 1_000L, time)); // all within 1 ms
        }
        time.pass(100);
        assertThat(time.delays()).containsExactly(10L);
        time.pass(10);
        assertThat(time.delays()).isEmpty();
    }

    @Test
    void howeverUnlikeTheDeadlinesThereIsOneTaskAtATime() {
        TestCall longest = begin(600_000);
        begin(3_000);
        for (int i = 0; i < 200; i++) {
            TestCall quick = begin(50);
            assertThat(time.delays()).hasSize(1);
            watch.remove(quick);
            time.pass(60);
            assertThat(time.delays()).hasSize(1);
        }
        time.pass(600_000);
        assertThat(longest.ends).hasValue(1);
        assertThat(time.delays()).isEmpty();
    }

    @Test
    void aCallThatCouldNotBeginIsNotWatched() {
        TestCall call = new TestCall(TimeUnit.MILLISECONDS.toNanos(100), time);

        assertThatThrownBy(() -> watch.begin(call, (begun, reply) -> {
                    assertThat(call.watchList).isNotNull();
                    throw new StackOverflowError();
                }))
                .isInstanceOf(StackOverflowError.class);

        time.pass(100);
        assertThat(call.ends).hasValue(0);
    }

    @Test
    void aDefectInOneCallsEndLeavesTheOthersTheirs() {
        TestCall first = begin(100);
        TestCall broken = new TestCall(TimeUnit.MILLISECONDS.toNanos(100), time) {
            @Override
            void onEnd(RpcStatus status) {
                throw new IllegalStateException("a defect");
            }
        };
        watch.add(broken);
        TestCall last = begin(100);

        time.pass(100);

        assertThat(first.ends).hasValue(1);
        assertThat(last.ends).hasValue(1);
    }

    @Test
    void manyThreadsLoseNoCallAndEndNoneTwice() throws Exception {
        try (TestTimer timer = new TestTimer()) {
            DeadlineWatch real = new DeadlineWatch(timer, Runnable::run, Ticker.SYSTEM);
            List<TestCall> forgotten = new ArrayList<>();
            List<TestCall> ended = new ArrayList<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                Thread thread = new Thread(() -> {
                    for (int n = 0; n < 5_000; n++) {
                        boolean forget = n % 10 == 0;
                        TestCall call = new TestCall(
                                TimeUnit.MILLISECONDS.toNanos(forget ? 1 + n % 7 : 600_000), Ticker.SYSTEM);
                        real.add(call);
                        if (!forget) {
                            real.remove(call);
                        }
                        List<TestCall> kind = forget ? forgotten : ended;
                        synchronized (kind) {
                            kind.add(call);
                        }
                    }
                });
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }

            assertThat(forgotten).hasSize(4_000);
            await().untilAsserted(() -> assertThat(forgotten).allMatch(call -> call.ends.get() > 0));
            assertThat(forgotten).allMatch(call -> call.ends.get() == 1);
            assertThat(ended).allMatch(call -> call.ends.get() == 0);
        }
    }

    private TestCall begin(long millis) {
        TestCall call = new TestCall(TimeUnit.MILLISECONDS.toNanos(millis), time);
        watch.add(call);
        return call;
    }

    private static class TestCall extends ClientCall {

        private final AtomicInteger ends = new AtomicInteger();

        TestCall(long timeoutNanos, Ticker ticker) {
            super(
                    new ClientMethod(
                            TestMethods.ECHO,
                            TestMethods.SERVICE,
                            timeoutNanos,
                            (call, reply) -> {},
                            (method, arguments) -> null,
                            CallTracer.NONE,
                            ticker),
                    new Object[0]);
        }

        @Override
        void onEnd(RpcStatus status) {
            ends.incrementAndGet();
        }
    }
}
