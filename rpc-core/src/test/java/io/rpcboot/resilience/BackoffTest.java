package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static long millis(double random, int failures) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5), () -> random);
        return Duration.ofNanos(backoff.delayNanos(failures)).toMillis();
    }

    @Test
    void theBoundDoublesWithEachFailureUpToTheLargest() {
        assertThat(millis(1, 1)).isEqualTo(100);
        assertThat(millis(1, 2)).isEqualTo(200);
        assertThat(millis(1, 6)).isEqualTo(3200);
        assertThat(millis(1, 7)).isEqualTo(5000);
        assertThat(millis(1, 1_000_000)).isEqualTo(5000);
    }

    @Test
    void theDelayIsDrawnFromZeroToTheBound() {
        assertThat(millis(0, 3)).isZero();
        assertThat(millis(0.5, 3)).isEqualTo(200);
    }
}
