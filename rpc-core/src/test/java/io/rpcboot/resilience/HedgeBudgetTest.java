package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HedgeBudgetTest {

    private final HedgeBudget budget = new HedgeBudget();

    @Test
    void ofAHundredCallsEightMayBeMadeTwice() {
        int hedges = 0;
        for (int i = 0; i < 100; i++) {
            budget.recordCall();
            hedges += budget.tryHedge() ? 1 : 0;
        }
        assertThat(hedges).isEqualTo(8);
    }

    @Test
    void nothingIsThereFromTheStart() {
        assertThat(budget.tryHedge()).isFalse();
    }

    @Test
    void whatIsSavedUpIsBounded() {
        IntStream.range(0, 100_000).forEach(i -> budget.recordCall());

        assertThat(IntStream.range(0, 100).filter(i -> budget.tryHedge()).count())
                .isEqualTo(10);
    }
}
