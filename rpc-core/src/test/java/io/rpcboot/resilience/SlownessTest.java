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
    void isTheMeanOfWhatAnswersTookLately() {
        answers(Duration.ofSeconds(60), 10);
        assertThat(slowness.current()).isCloseTo(10, within(0.1));
        answers(Duration.ofSeconds(10), 2);
        assertThat(slowness.current()).isCloseTo(2 + 8 / Math.E, within(0.1));
    }

    @Test
    void isNotThatOfOneAnswerAmongMany() {
        answers(Duration.ofSeconds(10), 1);
        answers(Duration.ofMillis(10), 100);
        assertThat(slowness.current()).isLessThan(1.2);
    }

    @Test
    void learnsFromFewAnswersToo() {
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        slowness.record(10);
        assertThat(slowness.current()).isCloseTo(10 - 9 / Math.E, within(1e-9));
    }

    @Test
    void isForgottenWhileNobodyCalls() {
        answers(Duration.ofSeconds(60), 10);
        double before = slowness.current();
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        assertThat(slowness.current()).isCloseTo(1 + (before - 1) / Math.E, within(1e-9));
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(slowness.current()).isCloseTo(1, within(1e-9));
    }

    @Test
    void oneAnswerThatTookForEverIsNotRememberedForEver() {
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        slowness.record(1e9);
        now.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(slowness.current()).isLessThan(1.01);
    }

    /** One every 10 ms, for so long, that each take so many times as long as is typical. */
    private void answers(Duration time, double relative) {
        for (long passed = 0; passed < time.toMillis(); passed += 10) {
            now.addAndGet(Duration.ofMillis(10).toNanos());
            slowness.record(relative);
        }
    }
}
