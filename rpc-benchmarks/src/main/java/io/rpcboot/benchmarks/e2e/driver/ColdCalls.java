package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.process.Line;
import io.rpcboot.benchmarks.e2e.report.Figure;
import java.io.IOException;

/** The first calls of processes that have just been started. */
final class ColdCalls {

    private static final int SKIPPED = 1000;
    private static final int CALLS = 2000;

    private ColdCalls() {}

    /** Starts both processes, makes calls one after the other, and tells the median of the later half. */
    static Figure measure(Fleet fleet, Peer peer, int round) throws IOException {
        String name = "cold-" + peer.name();
        PeerProcesses processes = fleet.start(name, peer, 1);
        Line reply = processes
                .client()
                .ask(Line.of("calls", "method", Operation.EXIST_USER.method(), "count", CALLS, "skip", SKIPPED));
        fleet.stop(name);
        return new Figure("cold", peer.name(), "median µs", round, reply.number("median") / 1e3);
    }
}
