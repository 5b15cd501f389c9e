package io.rpcboot.benchmarks.e2e.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VerdictTest {

    private final Results results = new Results();

    private void measure(String peer, int round, double callsPerSecond) {
        results.add(
                new Window(peer, "existUser", "32", round, callsPerSecond, 0, 1, 1, 1, 1, 1, 1, 1, 300, 300, 1, 1, 0));
    }

    @Test
    void ratiosAreOfTheSameRound() {
        measure("pooled", 1, 100);
        measure("ours", 1, 95);
        measure("pooled", 2, 10);
        measure("ours", 2, 9.5);

        assertThat(results.ratios("ours", "pooled", "existUser", "32", Window::callsPerSecond))
                .containsExactly(0.95, 0.95);
        assertThat(Verdict.of(results))
                .contains(
                        "| 1 | existUser, 32: ours ÷ pooled, calls/s | ≥ 0.90 | 0.95 | 2 of 2 | PASS_BUT_TOO_FEW_ROUNDS |");
    }

    @Test
    void theBestOfTheOthersIsWhatCounts() {
        measure("ours", 1, 100);
        measure("grpc", 1, 10);
        measure("dubbo", 1, 50);
        measure("dubbo-tri", 1, 20);

        assertThat(Verdict.of(results)).contains("best of grpc, dubbo, dubbo-tri, calls/s | ≥ 2.50 | 2.00 |");
    }

    @Test
    void bytesOnTheWireCountAboveThePayload() {
        results.add(new WireCount("ours", "existUser", 36, 12));

        assertThat(Verdict.of(results))
                .contains("| 6 | existUser request, bytes above its payload | ≤ 24.00 | 12.00 | 5 of 5 | PASS |")
                .contains("| 6 | existUser response, bytes above its payload | ≤ 24.00 | 10.00 | 5 of 5 | PASS |");
    }
}
