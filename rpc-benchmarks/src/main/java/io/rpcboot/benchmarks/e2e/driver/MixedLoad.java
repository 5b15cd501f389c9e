package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.report.Figure;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Small calls at a fixed rate, alone and beside large messages on the same connection that come at half the rate that they
 * reach alone.
 */
final class MixedLoad {

    private static final Mode SMALL = new Mode(Mode.Kind.OPEN, 2000);
    private static final Mode LARGE_ALONE = new Mode(Mode.Kind.ASYNC, 4);

    private final Fleet fleet;
    private final Options options;
    private final Consumer<Figure> results;

    MixedLoad(Fleet fleet, Options options, Consumer<Figure> results) {
        this.fleet = fleet;
        this.options = options;
        this.results = results;
    }

    void warmUp(String peer) throws IOException, InterruptedException {
        PeerProcesses processes = fleet.get(peer);
        double alone = callsPerSecond(processes, options.warmUp());
        small(processes, options.warmUp());
        beside(processes, alone, options.warmUp()); // what was compiled for either alone is compiled again for both
    }

    void round(String peer, int round) throws IOException, InterruptedException {
        PeerProcesses processes = fleet.get(peer);
        double alone = callsPerSecond(processes, options.window());
        Snapshot smallAlone = small(processes, options.window());
        Snapshot beside = beside(processes, alone, options.window());
        figure(peer, "1 MB echoes alone calls/s", round, alone);
        figure(peer, "p50 alone µs", round, smallAlone.micros("p50"));
        figure(peer, "p50 beside µs", round, beside.micros("p50"));
        figure(peer, "p99 alone µs", round, smallAlone.micros("p99"));
        figure(peer, "p99 beside µs", round, beside.micros("p99"));
        figure(peer, "errors", round, (double) smallAlone.errors() + beside.errors());
    }

    private void figure(String peer, String name, int round, double value) {
        results.accept(new Figure("mixed", peer, name, round, value));
    }

    private double callsPerSecond(PeerProcesses processes, Duration time) throws IOException, InterruptedException {
        processes.startLoad("large", Operation.ECHO, LARGE_ALONE);
        Thread.sleep(options.settle().toMillis());
        Snapshot before = processes.snapshot("large");
        Thread.sleep(time.toMillis());
        Snapshot after = processes.snapshot("large");
        processes.stopLoad("large");
        return (after.calls() - before.calls()) / (after.seconds() - before.seconds());
    }

    private Snapshot beside(PeerProcesses processes, double largeAlone, Duration time)
            throws IOException, InterruptedException {
        processes.startLoad("large", Operation.ECHO, new Mode(Mode.Kind.OPEN, (int) Math.max(1, largeAlone / 2)));
        Snapshot beside = small(processes, time);
        processes.stopLoad("large");
        return beside;
    }

    private Snapshot small(PeerProcesses processes, Duration time) throws IOException, InterruptedException {
        processes.startLoad("small", Operation.EXIST_USER, SMALL);
        Thread.sleep(options.settle().toMillis());
        processes.snapshot("small"); // latencies count from here on
        Thread.sleep(time.toMillis());
        Snapshot after = processes.snapshot("small");
        processes.stopLoad("small");
        return after;
    }
}
