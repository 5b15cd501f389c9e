package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.process.Line;
import io.rpcboot.benchmarks.e2e.report.WireCount;
import java.io.IOException;

/** Counts what calls take on the wire. */
final class WireCounter {

    private static final int BEFORE = 50;
    private static final int COUNTED = 1000;

    private WireCounter() {}

    /** Makes calls one after the other through a proxy that counts. */
    static WireCount count(String peer, PeerProcesses processes, Operation operation) throws IOException {
        ChildProcess client = processes.client();
        try (CountingProxy proxy = new CountingProxy(processes.port())) {
            client.ask(Line.of("detour", "port", proxy.port()));
            client.ask(calls(operation, BEFORE));
            long requests = proxy.toServer();
            long responses = proxy.toClient();
            client.ask(calls(operation, COUNTED));
            requests = proxy.toServer() - requests;
            responses = proxy.toClient() - responses;
            client.ask(Line.of("end-detour"));
            return new WireCount(peer, operation.method(), (double) requests / COUNTED, (double) responses / COUNTED);
        }
    }

    private static Line calls(Operation operation, int count) {
        return Line.of("calls", "method", operation.method(), "count", count, "skip", 0);
    }
}
