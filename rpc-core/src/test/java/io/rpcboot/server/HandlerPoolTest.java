package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.Ticker;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HandlerPoolTest {

    private static final int THREADS = 8;

    private HandlerPool pool = new HandlerPool(THREADS, TimeUnit.SECONDS.toNanos(60), Ticker.SYSTEM);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void stop() {
        release.countDown();
        pool.shutdown();
    }

    @Test
    void methodsThatBlockHaveAThreadEachUpToTheLimit() throws Exception {
        CountDownLatch allRun = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            pool.execute(() -> {
                allRun.countDown();
                awaitRelease();
            });
        }
        assertThat(allRun.await(10, TimeUnit.SECONDS)).isTrue();

        CompletableFuture<Void> oneMore = CompletableFuture.runAsync(() -> {}, pool);
        assertThatThrownBy(() -> oneMore.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        release.countDown();
        assertThat(oneMore).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void aMethodThatBlocksHoldsUpNothingThatWasQueuedWithIt() throws Exception {
        CompletableFuture<Void> behind = new CompletableFuture<>();
        CompletableFuture<Void> started = CompletableFuture.runAsync(
                () -> {
                    pool.execute(this::awaitRelease);
                    pool.execute(this::awaitRelease);
                    pool.execute(() -> behind.complete(null));
                },
                pool);

        assertThat(started).succeedsWithin(Duration.ofSeconds(10));
        assertThat(behind).succeedsWithin(Duration.ofSeconds(10));
    }

    /** The only thread looks for the last time, rests or ends just when the next task comes. */
    @Test
    void aTaskThatComesAsTheLastThreadGoesToRestIsRun() {
        submitOneAfterAnother(TimeUnit.SECONDS.toNanos(60));
        submitOneAfterAnother(1); // each is run by a new thread
    }

    private void submitOneAfterAnother(long keepAliveNanos) {
        pool.shutdown();
        pool = new HandlerPool(1, keepAliveNanos, Ticker.SYSTEM);
        AtomicInteger run = new AtomicInteger();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        for (int task = 1; System.nanoTime() < end; task++) {
            pool.execute(run::incrementAndGet);
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (run.get() < task) {
                if (System.nanoTime() > until) {
                    fail("task %s was forgotten", task);
                }
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void everyTaskIsRunOnceAndNoMoreThanTheLimitAtATime() throws Exception {
        pool.shutdown();
        pool = new HandlerPool(3, 1, Ticker.SYSTEM);
        int tasks = 20_000;
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger run = new AtomicInteger();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            submitters.add(new Thread(() -> {
                for (int task = 0; task < tasks; task++) {
                    pool.execute(() -> {
                        most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                        run.incrementAndGet();
                        atOnce.decrementAndGet();
                    });
                }
            }));
        }
        submitters.forEach(Thread::start);
        for (Thread submitter : submitters) {
            submitter.join(TimeUnit.SECONDS.toMillis(60));
        }

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(run).hasValue(3 * tasks));
        assertThat(most).hasValueLessThanOrEqualTo(3);
    }

    @Test
    void anInterruptReachesTheTaskThatItWasMeantForOnly() {
        pool.shutdown();
        pool = new HandlerPool(1, TimeUnit.SECONDS.toNanos(60), Ticker.SYSTEM);
        pool.execute(() -> Thread.currentThread().interrupt());

        assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), pool))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(false);
    }

    @Test
    void anInterruptThatComesTooLateNeitherKeepsAThreadFromRestingNorReachesTheNextTask() throws Exception {
        pool.shutdown();
        pool = new HandlerPool(1, TimeUnit.SECONDS.toNanos(60), Ticker.SYSTEM);
        Thread thread =
                CompletableFuture.supplyAsync(Thread::currentThread, pool).get(10, TimeUnit.SECONDS);
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        thread.interrupt();

        await().until(() -> !thread.isInterrupted());
        await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().isInterrupted(), pool))
                .succeedsWithin(Duration.ofSeconds(10))
                .isEqualTo(false);
    }

    @Test
    void aTaskThatThrowsHarmsNoOther() {
        pool.shutdown();
        pool = new HandlerPool(1, TimeUnit.SECONDS.toNanos(60), Ticker.SYSTEM);
        pool.execute(() -> {
            throw new StackOverflowError("on purpose");
        });

        assertThat(CompletableFuture.supplyAsync(() -> "next", pool)).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void howLongATaskWillWaitIsKnownOnlyWhileAllThreadsAreAtWorkWithoutAPause() {
        AtomicLong now = new AtomicLong();
        AtomicInteger run = new AtomicInteger();
        AtomicReference<Thread> thread = new AtomicReference<>();
        Semaphore step = new Semaphore(0);
        Runnable task = () -> {
            thread.set(Thread.currentThread());
            run.incrementAndGet();
            step.acquireUninterruptibly();
        };
        pool.shutdown();
        pool = new HandlerPool(1, TimeUnit.SECONDS.toNanos(60), now::get);
        assertThat(pool.expectedWaitNanos()).isZero();
        for (int i = 0; i < 30; i++) {
            pool.execute(task);
        }
        await().until(() -> run.get() == 1);
        assertThat(pool.expectedWaitNanos()).isZero(); // from here on it is measured
        for (int ran = 1; ran <= 10; ran++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
            step.release();
            await().until(() -> run.get(), Predicate.isEqual(ran + 1));
        }
        assertThat(pool.expectedWaitNanos()).isEqualTo(TimeUnit.MILLISECONDS.toNanos(1_900));

        step.release(20);
        await().until(() -> run.get() == 30 && thread.get().getState() == Thread.State.TIMED_WAITING);
        for (int i = 0; i < 5; i++) {
            pool.execute(task);
        }
        await().until(() -> run.get() == 31);
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(20));
        assertThat(pool.expectedWaitNanos()).isZero();
        step.release(5);
    }

    @Test
    void afterItsShutdownItRunsWhatItHasAndTakesNoMore() throws Exception {
        CountDownLatch running = new CountDownLatch(THREADS);
        for (int i = 0; i < THREADS; i++) {
            pool.execute(() -> {
                running.countDown();
                awaitRelease();
            });
        }
        assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Void> queued = CompletableFuture.runAsync(() -> {}, pool);
        pool.shutdown();

        assertThatThrownBy(() -> pool.execute(() -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessage("the server is shut down");
        release.countDown();
        assertThat(queued).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void itsThreadsSeeTheClassesOfWhoMadeIt() throws Exception {
        Thread current = Thread.currentThread();
        ClassLoader before = current.getContextClassLoader();
        try (URLClassLoader own = new URLClassLoader(new URL[0], before)) {
            current.setContextClassLoader(own);
            HandlerPool made = new HandlerPool(1, TimeUnit.SECONDS.toNanos(60), Ticker.SYSTEM);
            current.setContextClassLoader(before); // whoever happens to start a thread does not matter
            try {
                assertThat(CompletableFuture.supplyAsync(
                                () -> Thread.currentThread().getContextClassLoader(), made))
                        .succeedsWithin(Duration.ofSeconds(10))
                        .isSameAs(own);
            } finally {
                made.shutdown();
            }
        } finally {
            current.setContextClassLoader(before);
        }
    }

    private static boolean isDone(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitRelease() {
        isDone(release);
    }
}
