package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TypicalLatencyTest {

    private final AtomicLong now = new AtomicLong(1);
    private final TypicalLatency latency = new TypicalLatency(now::get);

    private double compareAfter(long millis) {
        long startedAt = latency.start();
        now.addAndGet(Duration.ofMillis(millis).toNanos());
        return latency.record(startedAt);
    }

    @Test
    void theFirstCallIsAsLongAsCallsAre() {
        assertThat(compareAfter(20)).isEqualTo(1);
    }

    @Test
    void laterOnesAreComparedWithThoseBefore() {
        compareAfter(20);
        assertThat(compareAfter(60)).isCloseTo(3, within(1e-3));
    }

    @Test
    void whatIsTypicalFollowsWhatCallsTake() {
        compareAfter(20);
        for (int i = 0; i < 1_000; i++) {
            compareAfter(60);
        }
        assertThat(compareAfter(60)).isCloseTo(1, within(0.01));
    }

    @Test
    void aStartIsNeverTheNumberThatMeansNone() {
        now.set(0);
        assertThat(latency.start()).isNotZero();
    }

    @Test
    void comparingAloneTeachesNothing() {
        compareAfter(20);
        long startedAt = latency.start();
        now.addAndGet(Duration.ofSeconds(60).toNanos());
        assertThat(latency.compare(startedAt)).isCloseTo(3_000, within(1.0));
        assertThat(latency.compare(startedAt)).isCloseTo(3_000, within(1.0));
    }

    @Test
    void oneInThreeThatTakesVeryLongIsNotTypical() {
        for (int i = 0; i < 3_000; i++) {
            compareAfter(10);
            compareAfter(10);
            now.addAndGet(Duration.ofMillis(10).toNanos());
            latency.record(now.get() - Duration.ofSeconds(10).toNanos());
        }
        assertThat(compareAfter(1_000)).isCloseTo(10, within(1.0));
    }
}
