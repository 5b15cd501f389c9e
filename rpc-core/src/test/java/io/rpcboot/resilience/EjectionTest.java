package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EjectionTest {

    private final AtomicLong now = new AtomicLong();
    private final Ejection ejection = new Ejection(now::get);

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            ejection.failed(false);
        }
    }

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void isDueAfterFiveFailuresInARow() {
        fail(4);
        assertThat(ejection.isDue()).isFalse();
        fail(1);
        assertThat(ejection.isDue()).isTrue();
        ejection.begin();
        assertThat(ejection.describe()).isEqualTo("ejected for 10 s more after 5 failures in a row");
    }

    @Test
    void aSuccessBetweenBeginsTheRowAnew() {
        fail(4);
        ejection.succeeded();
        fail(4);
        assertThat(ejection.isDue()).isFalse();
    }

    @Test
    void isDueWhenMoreThanHalfOfTheCallsFail() {
        for (int i = 0; i < 30; i++) {
            fail(3);
            ejection.succeeded();
        }
        assertThat(ejection.isDue()).isTrue();
        ejection.begin();
        assertThat(ejection.describe()).contains("failures of every other call");
    }

    @Test
    void isNotDueWhenOneInTenFails() {
        for (int i = 0; i < 1_000; i++) {
            fail(1);
            for (int j = 0; j < 9; j++) {
                ejection.succeeded();
            }
        }
        assertThat(ejection.isDue()).isFalse();
    }

    @Test
    void isDueAfterTwentySlowAnswersInARow() {
        for (int i = 0; i < 19; i++) {
            ejection.took(10);
        }
        ejection.took(1);
        for (int i = 0; i < 19; i++) {
            ejection.took(3);
        }
        assertThat(ejection.isDue()).isFalse();
        ejection.took(3);
        assertThat(ejection.isDue()).isTrue();
    }

    @Test
    void eachTimeIsLongerAndTimeInUseTakesThatBack() {
        assertThat(ejectedSeconds()).isEqualTo(10);
        ejection.end();
        assertThat(ejectedSeconds()).isEqualTo(20);
        pass(20);
        ejection.end();
        pass(10);
        assertThat(ejectedSeconds()).isEqualTo(20);
        ejection.end();
        for (int i = 0; i < 50; i++) {
            ejectedSeconds();
            ejection.end();
        }
        assertThat(ejectedSeconds()).isEqualTo(300);
    }

    @Test
    void whoeverIsSparedIsJudgedAgainWhenAsMuchHasHappened() {
        for (int i = 0; i < 30; i++) {
            fail(3);
            ejection.succeeded();
        }
        ejection.spare();
        assertThat(ejection.isDue()).isFalse();
        assertThat(ejection.failureRate()).isGreaterThan(0.5);
        fail(4);
        ejection.succeeded();
        assertThat(ejection.isDue()).isFalse();
        fail(1);
        assertThat(ejection.isDue()).isTrue();
    }

    @Test
    void aTrialThatTellsNothingLeavesItAloneForAsLongAgain() {
        ejectedSeconds();
        ejection.end();
        assertThat(ejectedSeconds()).isEqualTo(20);
        pass(20);
        ejection.pause();
        assertThat(ejection.again()).isEqualTo(20_000_000_000L);
        assertThat(ejection.describe()).startsWith("ejected for 20 s more after ");
    }

    @Test
    void aTrialThatFailsLeavesItAloneForLongerAndForTheSameReason() {
        assertThat(ejectedSeconds()).isEqualTo(10);
        pass(10);
        ejection.pause();
        assertThat(ejection.describe()).isEqualTo("to be tried by one call after 5 failures in a row");
        fail(1);
        assertThat(Duration.ofNanos(ejection.begin())).isEqualTo(Duration.ofSeconds(20));
        assertThat(ejection.describe()).isEqualTo("ejected for 20 s more after 5 failures in a row");
    }

    private long ejectedSeconds() {
        fail(5);
        return Duration.ofNanos(ejection.begin()).toSeconds();
    }

    @Test
    void nothingIsSaidOfOneThatIsInUse() {
        fail(5);
        ejection.begin();
        ejection.end();
        assertThat(ejection.describe()).isNull();
        assertThat(ejection.isDue()).isFalse();
    }

    @Test
    void whatEndsBadlyWhileItIsLeftAloneDoesNotCountAfterwards() {
        fail(5);
        ejection.begin();
        fail(50);
        for (int i = 0; i < 20; i++) {
            ejection.took(10);
        }
        ejection.end();
        ejection.succeeded();
        assertThat(ejection.isDue()).isFalse();
    }
}
