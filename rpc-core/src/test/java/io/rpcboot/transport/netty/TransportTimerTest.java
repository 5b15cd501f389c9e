package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.Timer;
import io.rpcboot.core.Timer.Cancellable;
import io.rpcboot.testing.LogCapture;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransportTimerTest {

    @Test
    void tasksRunOnItsDaemonThreadWhenDueUnlessCancelledWhateverOthersThrow() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        Timer timer = TransportTimer.named("timer-test");
        try (LogCapture log = new LogCapture("io.rpcboot.core")) {
            Cancellable cancelled = timer.schedule(() -> ran.add("cancelled"), TimeUnit.MILLISECONDS.toNanos(30));
            timer.schedule(
                    () -> {
                        ran.add(Thread.currentThread().getName());
                        throw new IllegalStateException("a defect");
                    },
                    0);
            cancelled.cancel();
            timer.schedule(
                    () -> {
                        ran.add("last, daemon: " + Thread.currentThread().isDaemon() + ", may block: "
                                + !TransportThread.isCurrent());
                        last.countDown();
                    },
                    TimeUnit.MILLISECONDS.toNanos(60));

            assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(log.lines()).containsExactly("SEVERE A timed task threw");
        }
        assertThat(ran).containsExactly("timer-test", "last, daemon: true, may block: false");
    }

    @Test
    void itsThreadEndsWhenNothingIsLeftToWaitFor() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        Timer timer = TransportTimer.named("timer-test");
        timer.schedule(() -> thread.complete(Thread.currentThread()), 0);
        Cancellable cancelled = timer.schedule(() -> {}, TimeUnit.HOURS.toNanos(1));

        assertThat(thread.get(20, TimeUnit.SECONDS).isAlive()).isTrue();
        cancelled.cancel();

        await().until(() -> !thread.get().isAlive());
    }
}
