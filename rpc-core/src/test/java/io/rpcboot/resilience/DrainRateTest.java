package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DrainRateTest {

    private final AtomicLong now = new AtomicLong(-5);
    private final DrainRate rate = new DrainRate(now::get);

    private void drain(int count, Duration each) {
        for (int i = 0; i < count; i++) {
            now.addAndGet(each.toNanos());
            rate.drained();
        }
    }

    private Duration each() {
        return Duration.ofNanos(rate.nanosEach());
    }

    @Test
    void nothingIsKnownBeforeAWindowIsOver() {
        assertThat(each()).isZero();
        drain(9, Duration.ofMillis(10));
        assertThat(each()).isZero();
    }

    @Test
    void aWindowTellsTheTimeBetweenTwoThatLeave() {
        each();
        drain(20, Duration.ofMillis(10));
        assertThat(each()).isEqualTo(Duration.ofMillis(10));

        drain(20, Duration.ofMillis(30));
        assertThat(each()).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void fewThatLeaveTellSomethingAfterASecondOnly() {
        each();
        drain(2, Duration.ofMillis(400));
        assertThat(each()).isZero();
        drain(1, Duration.ofMillis(400));
        assertThat(each()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void ifNothingLeavesTheNextOneTakesAtLeastAsLongAsThatHasLasted() {
        each();
        for (int i = 0; i < 6; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(500));
            each();
        }
        assertThat(each()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void whatWasCountedWhileNobodyAskedTellsNothing() {
        each();
        drain(20, Duration.ofMillis(10));
        each();
        drain(1, Duration.ofMillis(1_001));
        assertThat(each()).isZero();
    }

    @Test
    void whatWasCountedBeforeItWasNotFullTellsNothing() {
        each();
        drain(20, Duration.ofMillis(10));
        rate.interrupt();
        assertThat(each()).isZero();
        drain(10, Duration.ofMillis(20));
        assertThat(each()).isEqualTo(Duration.ofMillis(20));
    }
}
