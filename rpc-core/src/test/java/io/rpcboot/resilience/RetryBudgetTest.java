package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {

    private final AtomicLong now = new AtomicLong(123);
    private final RetryBudget budget = new RetryBudget(now::get);

    private int retriesUntilRefused() {
        int granted = 0;
        while (budget.tryRetry()) {
            granted++;
        }
        return granted;
    }

    private void calls(int count) {
        for (int i = 0; i < count; i++) {
            budget.recordCall();
        }
    }

    private void seconds(long seconds) {
        now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aQuietClientMayRetryTenTimesASecond() {
        assertThat(retriesUntilRefused()).isEqualTo(100);
    }

    @Test
    void aBusyClientMayRetryAFifthOfItsCallsAndNoMore() {
        calls(1000);
        assertThat(retriesUntilRefused()).isEqualTo(200);
    }

    @Test
    void whatIsOlderThanTenSecondsCountsNoMore() {
        calls(1000);
        retriesUntilRefused();
        seconds(9);
        assertThat(budget.tryRetry()).isFalse();
        seconds(1);
        assertThat(retriesUntilRefused()).isEqualTo(100);
    }

    @Test
    void aLongSilenceForgetsEverything() {
        calls(1000);
        retriesUntilRefused();
        seconds(3600);
        assertThat(retriesUntilRefused()).isEqualTo(100);
    }
}
