package io.rpcboot.benchmarks.e2e.process;

import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts calls and keeps their latencies; used by many threads. */
final class Meter {

    private static final long LONGEST_NANOS = 60_000_000_000L;

    private final LongAdder calls = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final Recorder latencies = new Recorder(LONGEST_NANOS, 3);
    private volatile @Nullable Throwable lastError;

    void latency(long nanos) {
        latencies.recordValue(Math.min(Math.max(nanos, 1), LONGEST_NANOS));
    }

    void count(@Nullable Throwable error) {
        if (error == null) {
            calls.increment();
        } else {
            errors.increment();
            lastError = error;
        }
    }

    /** Totals so far, and the latencies since the last time. */
    Line snapshot() {
        Histogram histogram = latencies.getIntervalHistogram();
        return Line.of(
                Line.DONE,
                "calls",
                calls.sum(),
                "errors",
                errors.sum(),
                "error",
                String.valueOf(lastError),
                "p50",
                histogram.getValueAtPercentile(50),
                "p90",
                histogram.getValueAtPercentile(90),
                "p99",
                histogram.getValueAtPercentile(99),
                "p999",
                histogram.getValueAtPercentile(99.9),
                "max",
                histogram.getMaxValue(),
                "nanos",
                System.nanoTime(),
                "allocated",
                Allocation.bytes());
    }
}
