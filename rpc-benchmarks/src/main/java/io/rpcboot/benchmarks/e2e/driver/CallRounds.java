package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.report.Window;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Rounds of windows: in each round every peer has its turn, so that what changes in the machine changes for all. */
final class CallRounds {

    /** Long enough for a thousand samples. */
    private static final Duration PROFILED = Duration.ofSeconds(10);

    private final Fleet fleet;
    private final Options options;
    private final WindowTaker taker;
    private final Consumer<Window> results;

    CallRounds(Fleet fleet, Options options, Consumer<Window> results) {
        this.fleet = fleet;
        this.options = options;
        this.taker = new WindowTaker(fleet, options);
        this.results = results;
    }

    void run(List<String> peers, List<Mode> modes) throws IOException, InterruptedException {
        for (Mode mode : modes) {
            List<Operation> operations = options.operations(mode);
            warmUp(peers, operations, mode);
            for (Operation operation : operations) {
                for (int round = 1; round <= options.rounds(); round++) {
                    for (String peer : peers) {
                        results.accept(taker.take(peer, operation, mode, round));
                    }
                }
            }
        }
    }

    /** All methods before any is measured, so that the compiler knows all. */
    private void warmUp(List<String> peers, List<Operation> operations, Mode mode)
            throws IOException, InterruptedException {
        Duration each = options.warmUp().dividedBy(operations.size());
        for (String peer : peers) {
            for (Operation operation : operations) {
                taker.warmUp(peer, operation, mode, each);
            }
        }
    }

    /** One more window of each, recorded. */
    void profile(List<String> peers, List<Mode> modes, Consumer<String> report)
            throws IOException, InterruptedException {
        for (Mode mode : modes) {
            for (Operation operation : options.operations(mode)) {
                for (String peer : peers) {
                    Profile profile = Profile.begin(fleet.get(peer));
                    taker.warmUp(peer, operation, mode, PROFILED);
                    report.accept(
                            profile.end(options.out(), String.join("-", peer, operation.method(), mode.toString())));
                }
            }
        }
    }
}
