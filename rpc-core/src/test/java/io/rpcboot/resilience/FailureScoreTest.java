package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FailureScoreTest {

    private final AtomicLong now = new AtomicLong();
    private final FailureScore score = new FailureScore(now::get);

    @Test
    void halfOfAFailureIsForgottenAfterFiveSeconds() {
        score.add();
        score.add();
        assertThat(score.current()).isEqualTo(2);
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(score.current()).isCloseTo(1, within(1e-9));
    }

    @Test
    void inTheEndNothingIsLeftOfIt() {
        score.add();
        now.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(score.current()).isZero();
    }
}
