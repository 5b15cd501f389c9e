package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlownessTest {

    private final AtomicLong now = new AtomicLong(5);
    private final Slowness slowness = new Slowness(now::get);

    @Test
    void isOneWhileNothingIsKnown() {
        assertThat(slowness.current()).isEqualTo(1);
    }

    @Test
    void risesAtOnceWithASlowAnswer() {
        slowness.record(10);
        assertThat(slowness.current()).isEqualTo(10);
    }

    @Test
    void fallsSlowlyWithQuickAnswers() {
        slowness.record(10);
        now.addAndGet(Duration.ofSeconds(1).toNanos());
        slowness.record(1);
        assertThat(slowness.current()).isCloseTo(1 + 9 * Math.exp(-0.1), within(1e-9));
    }

    @Test
    void isForgottenWhileNobodyCalls() {
        slowness.record(10);
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(slowness.current()).isCloseTo(1 + 9 / Math.E, within(1e-9));
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(slowness.current()).isCloseTo(1, within(1e-9));
    }

    @Test
    void oneAnswerThatTookForEverIsNotRememberedForEver() {
        slowness.record(1e9);
        now.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(slowness.current()).isLessThan(1.01);
    }
}
