package io.rpcboot.benchmarks.e2e.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GateTest {

    @Test
    void passesIfTheMedianReachesTheTargetAndTwoThirdsComeNear() {
        assertThat(new Gate(1, "", 0.90, true, 0.95, 0.90, 0.83, 0.91, 0.50).verdict())
                .isEqualTo(Gate.Verdict.PASS);
    }

    @Test
    void failsIfTheMedianMisses() {
        assertThat(new Gate(1, "", 0.90, true, 0.95, 0.89, 0.89, 0.89, 0.95).verdict())
                .isEqualTo(Gate.Verdict.FAIL);
    }

    @Test
    void failsIfTooManyRoundsAreFarOff() {
        assertThat(new Gate(1, "", 0.90, true, 0.95, 0.95, 0.95, 0.50, 0.50).verdict())
                .isEqualTo(Gate.Verdict.FAIL);
    }

    @Test
    void lessIsBetterWhereItSaysSo() {
        assertThat(new Gate(1, "", 1.2, false, 1.1, 1.2, 1.27, 1.1, 1.1).verdict())
                .isEqualTo(Gate.Verdict.PASS);
        assertThat(new Gate(1, "", 1.2, false, 1.3, 1.3, 1.3, 1.1, 1.1).verdict())
                .isEqualTo(Gate.Verdict.FAIL);
    }

    @Test
    void fewRoundsDoNotDecide() {
        assertThat(new Gate(1, "", 0.90, true, 0.95, 0.95).verdict()).isEqualTo(Gate.Verdict.PASS_BUT_TOO_FEW_ROUNDS);
    }
}
