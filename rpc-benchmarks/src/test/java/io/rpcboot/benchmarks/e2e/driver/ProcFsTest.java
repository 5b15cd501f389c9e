package io.rpcboot.benchmarks.e2e.driver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcFsTest {

    @Test
    void aProcessNameMayHoldBlanksAndBrackets() {
        String stat = "4242 (a) (b c) S 1 4242 4242 0 -1 4194560 9 0 0 0 250 50 0 0 20 0 7 0 100 1 1";

        assertThat(ProcFs.cpuSeconds(stat)).isEqualTo(3.0);
    }

    @Test
    void theTimeOfEndedChildrenIsTheirParents() {
        String stat = "4242 (sh) S 1 4242 4242 0 -1 4194560 9 0 0 0 250 50 600 100 20 0 7 0 100 1 1";

        assertThat(ProcFs.familyCpuSeconds(stat)).isEqualTo(10.0);
    }

    @Test
    void kernelThreadsAreNobodys() {
        String stat = "107 (kworker/u8:3) S 2 4242 4242 0 -1 4194560 9 0 0 0 250 50 0 0 20 0 7 0 100 1 1";

        assertThat(ProcFs.familyCpuSeconds(stat)).isZero();
    }

    @Test
    void stolenTimeIsTheEighthNumber() {
        assertThat(ProcFs.stolenSeconds("cpu  100 20 300 9000 500 10 70 40 25 5"))
                .isEqualTo(0.4);
    }
}
