package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.Timer.Cancellable;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TransportTimerTest {

    @Test
    void tasksRunOnItsDaemonThreadWhenDueUnlessCancelled() throws Exception {
        List<String> ran = new CopyOnWriteArrayList<>();
        CountDownLatch last = new CountDownLatch(1);
        try (TransportTimer timer = new TransportTimer("timer-test")) {
            Cancellable cancelled = timer.schedule(() -> ran.add("cancelled"), TimeUnit.MILLISECONDS.toNanos(30));
            timer.schedule(() -> ran.add(Thread.currentThread().getName()), 0);
            cancelled.cancel();
            timer.schedule(
                    () -> {
                        ran.add("last, daemon: " + Thread.currentThread().isDaemon() + ", may block: "
                                + !TransportThread.isCurrent());
                        last.countDown();
                    },
                    TimeUnit.MILLISECONDS.toNanos(60));
            assertThat(last.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ran).containsExactly("timer-test", "last, daemon: true, may block: false");
    }
}
