package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.process.Line;
import io.rpcboot.benchmarks.e2e.report.Figure;
import io.rpcboot.benchmarks.e2e.report.Window;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What connections cost: memory of each on both sides, and calls a second as they grow. */
final class ManyConnections {

    private static final Mode LOAD = new Mode(Mode.Kind.ASYNC, 256);

    /** Files of a process that are no connections: jars, pipes, the like. */
    private static final int OTHER_FILES = 300;

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private final Fleet fleet;
    private final Options options;
    private final Consumer<Figure> results;

    ManyConnections(Fleet fleet, Options options, Consumer<Figure> results) {
        this.fleet = fleet;
        this.options = options;
        this.results = results;
    }

    /**
     * Measures one peer with so many connections, or as many as a process may open; memory is what they take, before any
     * call, beyond the same processes with one.
     */
    void measure(Peer peer, List<Integer> counts) throws IOException, InterruptedException {
        Footprint one = footprint(peer, 1);
        for (int wanted : counts) {
            measure(peer, one, Math.min(wanted, ProcFs.openFilesLimit() - OTHER_FILES));
        }
    }

    private void measure(Peer peer, Footprint one, int count) throws IOException, InterruptedException {
        Footprint many = footprint(peer, count);
        String connections = String.format(Locale.ROOT, "%d connections: ", count);
        int more = count - 1;
        figure(peer, connections + "KB each resident client", (many.clientResident - one.clientResident) / more / 1024);
        figure(peer, connections + "KB each resident server", (many.serverResident - one.serverResident) / more / 1024);
        figure(peer, connections + "KB each heap client", (many.clientHeap - one.clientHeap) / more / 1024);
        figure(peer, connections + "KB each heap server", (many.serverHeap - one.serverHeap) / more / 1024);
        figure(peer, connections + "existUser 256-async calls/s", many.callsPerSecond);
        figure(peer, connections + "calls/s ÷ one connection", many.callsPerSecond / one.callsPerSecond);
    }

    private void figure(Peer peer, String name, double value) {
        results.accept(new Figure("connections", peer.name(), name, 1, value));
    }

    private record Footprint(
            double clientResident,
            double serverResident,
            double clientHeap,
            double serverHeap,
            double callsPerSecond) {}

    private Footprint footprint(Peer peer, int count) throws IOException, InterruptedException {
        String name = peer.name() + "-" + count;
        PeerProcesses processes = fleet.start(name, peer, count);
        awaitConnections(processes.port(), count, name);
        double clientHeap = processes.client().ask(Line.of("memory")).number("heap");
        double serverHeap = processes.server().ask(Line.of("memory")).number("heap");
        double clientResident = ProcFs.residentBytes(processes.client().pid());
        double serverResident = ProcFs.residentBytes(processes.server().pid());
        WindowTaker taker = new WindowTaker(fleet, options);
        taker.warmUp(name, Operation.EXIST_USER, LOAD, options.warmUp());
        Window window = taker.take(name, Operation.EXIST_USER, LOAD, 1);
        fleet.stop(name);
        return new Footprint(clientResident, serverResident, clientHeap, serverHeap, window.callsPerSecond());
    }

    private static void awaitConnections(int port, int count, String name) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        long there = ProcFs.connectionsTo(port);
        while (there < count) {
            if (Instant.now().isAfter(deadline)) {
                throw new IOException(name + ": only " + there + " of " + count + " connections after " + PATIENCE
                        + "; is the limit of open files (ulimit -n) high enough?");
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
            there = ProcFs.connectionsTo(port);
        }
    }
}
