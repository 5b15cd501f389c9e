package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.report.Figure;
import io.rpcboot.benchmarks.e2e.report.Results;
import io.rpcboot.benchmarks.e2e.report.Tables;
import io.rpcboot.benchmarks.e2e.report.Window;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** The floor against itself, in processes of its own: where these differ, the machine is too noisy to compare anything. */
final class SelfCheck {

    private static final String TWIN = "floor-again";
    private static final double LIMIT = 0.10;

    private final Fleet fleet;
    private final Options options;

    SelfCheck(Fleet fleet, Options options) {
        this.fleet = fleet;
        this.options = options;
    }

    /** Whether the medians are close enough to each other. */
    boolean run(Peer floor, Results results) throws IOException, InterruptedException {
        Results rounds = new Results();
        fleet.start(Tables.FLOOR, floor, 1);
        fleet.start(TWIN, floor, 1);
        Mode mode = new Mode(Mode.Kind.BLOCKING, 32);
        new CallRounds(fleet, options.only(Operation.EXIST_USER), rounds::add)
                .run(List.of(Tables.FLOOR, TWIN), List.of(mode));
        fleet.stop(TWIN);
        fleet.stop(Tables.FLOOR);
        OptionalDouble ratio = Results.median(rounds.ratios(
                TWIN, Tables.FLOOR, Operation.EXIST_USER.method(), mode.toString(), Window::callsPerSecond));
        results.add(new Figure("self", Tables.FLOOR, "floor ÷ floor", 1, ratio.orElse(Double.NaN)));
        return ratio.isPresent() && Math.abs(ratio.getAsDouble() - 1) <= LIMIT;
    }
}
