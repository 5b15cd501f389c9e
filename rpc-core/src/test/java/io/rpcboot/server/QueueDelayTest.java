package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.resilience.DrainRate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QueueDelayTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final AtomicInteger length = new AtomicInteger(30);
    private final AtomicInteger looks = new AtomicInteger();
    private final DrainRate rate = new DrainRate(now::get);
    private final QueueDelay delay = new QueueDelay(now::get, rate, () -> {
        looks.incrementAndGet();
        return length.get();
    });

    private void drain(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            now.addAndGet(each.toNanos());
            rate.drained();
        }
    }

    @Test
    void itIsTheQueuesLengthTimesTheTimeBetweenTwoThatLeave() {
        assertThat(delay.nanos()).isZero();
        drain(20, Duration.ofMillis(10));
        assertThat(delay.nanos()).isEqualTo(Duration.ofMillis(300).toNanos());
    }

    @Test
    void theQueueIsLookedAtNowAndThenOnly() {
        delay.nanos();
        drain(20, Duration.ofMillis(10));
        for (int i = 0; i < 100; i++) {
            delay.nanos();
        }
        assertThat(looks).hasValue(1);

        length.set(10);
        now.addAndGet(Duration.ofMillis(10).toNanos());
        assertThat(delay.nanos()).isEqualTo(Duration.ofMillis(100).toNanos());
    }
}
