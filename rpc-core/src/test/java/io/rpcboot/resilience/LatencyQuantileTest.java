package io.rpcboot.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyQuantileTest {

    private final LatencyQuantile p95 = new LatencyQuantile(0.95);

    private void record(int times, long millis) {
        for (int i = 0; i < times; i++) {
            p95.record(TimeUnit.MILLISECONDS.toNanos(millis));
        }
    }

    private double millis() {
        return p95.nanos() / 1e6;
    }

    @Test
    void itIsUnknownUntilAHundredCallsAre() {
        assertThat(p95.nanos()).isEqualTo(Long.MAX_VALUE);
        record(99, 10);
        assertThat(p95.nanos()).isEqualTo(Long.MAX_VALUE);
        record(29, 10);
        assertThat(millis()).isBetween(10.0, 11.25);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_024, 1_151, 1_152, 5_000, 123_456, 1_000_000, 999_999_999, 4_000_000_000_000L})
    void itIsAtMostAnEighthAboveTheTruth(long nanos) {
        for (int i = 0; i < 128; i++) {
            p95.record(nanos);
        }
        assertThat(p95.nanos()).isBetween(nanos + 1, nanos + nanos / 8 + 1);
    }

    @Test
    void whatIsVeryQuickOrVerySlowCountsAsTheBound() {
        for (int i = 0; i < 128; i++) {
            p95.record(i % 2 == 0 ? -5 : 0);
        }
        assertThat(p95.nanos()).isEqualTo(1_152);
        for (int i = 0; i < 1_024; i++) {
            p95.record(Long.MAX_VALUE);
        }
        assertThat(TimeUnit.NANOSECONDS.toMinutes(p95.nanos())).isBetween(60L, 90L);
    }

    @Test
    void oneInTwentyTakesLonger() {
        for (int i = 0; i < 960; i++) {
            record(1, i % 100);
        }
        assertThat(millis()).isCloseTo(95, Offset.offset(12.0));
        assertThat(millis()).isGreaterThan(94);
    }

    @Test
    void theRareOnesDoNotCount() {
        for (int i = 0; i < 1_024; i++) {
            record(1, i % 50 == 0 ? 500 : 10);
        }
        assertThat(millis()).isBetween(10.0, 11.25);
    }

    @Test
    void theLastFiveHundredCountAtLeast() {
        record(512, 10);
        record(64, 100);
        assertThat(millis()).isBetween(100.0, 112.5);
    }

    @Test
    void whatWasLongAgoIsForgotten() {
        record(1_024, 10);
        record(1_024, 100);
        assertThat(millis()).isBetween(100.0, 112.5);
        record(1_088, 10);
        assertThat(millis()).isBetween(10.0, 11.25);
    }
}
