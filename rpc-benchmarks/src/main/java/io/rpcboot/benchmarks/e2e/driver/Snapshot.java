package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.process.Line;

/** Running totals at one moment. */
record Snapshot(Line client, long serverAllocated, double clientCpuSeconds, double serverCpuSeconds) {

    long calls() {
        return client.number("calls");
    }

    long errors() {
        return client.number("errors");
    }

    double seconds() {
        return client.number("nanos") / 1e9;
    }

    double micros(String percentile) {
        return client.number(percentile) / 1e3;
    }
}
