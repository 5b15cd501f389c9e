package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlowStartTest {

    private final AtomicLong now = new AtomicLong(-7);

    @Test
    void theShareGrowsFromATenthToAll() {
        SlowStart start = SlowStart.of(Duration.ofSeconds(30), now::get);
        assertThat(start.share()).isCloseTo(0.1, within(1e-9));
        now.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(start.share()).isCloseTo(0.55, within(1e-9));
        now.addAndGet(Duration.ofSeconds(15).toNanos());
        assertThat(start.share()).isEqualTo(1);
    }

    @Test
    void withoutATimeItIsAllAtOnce() {
        assertThat(SlowStart.of(Duration.ZERO, now::get).share()).isEqualTo(1);
    }
}
