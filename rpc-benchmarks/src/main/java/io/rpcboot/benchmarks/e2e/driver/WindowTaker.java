package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.report.Window;
import java.io.IOException;
import java.time.Duration;

/** Measures one peer for one window; again, a few times at most, if others used the machine meanwhile. */
final class WindowTaker {

    private static final String LOAD = "main";

    private final Fleet fleet;
    private final Options options;

    WindowTaker(Fleet fleet, Options options) {
        this.fleet = fleet;
        this.options = options;
    }

    /** The quietest of the windows that were tried. */
    Window take(String peer, Operation operation, Mode mode, int round) throws IOException, InterruptedException {
        Window best = takeOnce(peer, operation, mode, round);
        for (int repeat = 0; isNoisy(best) && repeat < options.repeats(); repeat++) {
            Window again = takeOnce(peer, operation, mode, round);
            best = again.foreignCores() < best.foreignCores() ? again : best;
        }
        return best;
    }

    private boolean isNoisy(Window window) {
        return options.maxForeignCores() > 0 && window.foreignCores() > options.maxForeignCores();
    }

    private Window takeOnce(String peer, Operation operation, Mode mode, int round)
            throws IOException, InterruptedException {
        PeerProcesses processes = fleet.get(peer);
        processes.startLoad(LOAD, operation, mode);
        sleep(options.settle());
        double foreignBefore = fleet.foreignCpuSeconds();
        Snapshot before = processes.snapshot(LOAD);
        sleep(options.window());
        Snapshot after = processes.snapshot(LOAD);
        double foreign = fleet.foreignCpuSeconds() - foreignBefore;
        Window window = window(peer, operation, mode, round, before, after, foreign, processes);
        processes.stopLoad(LOAD);
        return window;
    }

    private static Window window(
            String peer,
            Operation operation,
            Mode mode,
            int round,
            Snapshot before,
            Snapshot after,
            double foreign,
            PeerProcesses processes)
            throws IOException {
        double calls = Math.max(1, after.calls() - before.calls());
        double seconds = after.seconds() - before.seconds();
        return new Window(
                peer,
                operation.method(),
                mode.toString(),
                round,
                (after.calls() - before.calls()) / seconds,
                after.errors() - before.errors(),
                after.micros("p50"),
                after.micros("p90"),
                after.micros("p99"),
                after.micros("p999"),
                after.micros("max"),
                (after.clientCpuSeconds() - before.clientCpuSeconds()) / calls * 1e6,
                (after.serverCpuSeconds() - before.serverCpuSeconds()) / calls * 1e6,
                (after.client().number("allocated") - before.client().number("allocated")) / calls,
                (after.serverAllocated() - before.serverAllocated()) / calls,
                ProcFs.residentBytes(processes.client().pid()),
                ProcFs.residentBytes(processes.server().pid()),
                Math.max(0, foreign / seconds));
    }

    /** Load without measuring. */
    void warmUp(String peer, Operation operation, Mode mode, Duration time) throws IOException, InterruptedException {
        PeerProcesses processes = fleet.get(peer);
        processes.startLoad(LOAD, operation, mode);
        sleep(time);
        processes.stopLoad(LOAD);
    }

    private static void sleep(Duration time) throws InterruptedException {
        Thread.sleep(time.toMillis());
    }
}
