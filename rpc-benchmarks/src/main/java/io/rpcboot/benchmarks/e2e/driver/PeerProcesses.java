package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.process.ClientMain;
import io.rpcboot.benchmarks.e2e.process.Line;
import io.rpcboot.benchmarks.e2e.process.ServerMain;
import java.io.IOException;
import java.nio.file.Path;

/** A peer's server and client. */
final class PeerProcesses implements AutoCloseable {

    private final ChildProcess server;
    private final ChildProcess client;

    private PeerProcesses(ChildProcess server, ChildProcess client) {
        this.server = server;
        this.client = client;
    }

    /**
     * Starts both.
     *
     * @param name theirs in logs and results; the same peer may be there twice
     */
    static PeerProcesses start(String name, Peer peer, int connections, Path javaHome, Path logs) throws IOException {
        ChildProcess server = ChildProcess.start(name + "-server", javaHome, logs, ServerMain.class, peer.name());
        try {
            ChildProcess client = ChildProcess.start(
                    name + "-client",
                    javaHome,
                    logs,
                    ClientMain.class,
                    peer.name(),
                    server.ready().get("port"),
                    connections);
            return new PeerProcesses(server, client);
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    ChildProcess server() {
        return server;
    }

    ChildProcess client() {
        return client;
    }

    int port() {
        return (int) server.ready().number("port");
    }

    /** Starts load under a name. */
    void startLoad(String load, Operation operation, Mode mode) throws IOException {
        client.ask(Line.of("start", "load", load, "method", operation.method(), "mode", mode));
    }

    void stopLoad(String load) throws IOException {
        client.ask(Line.of("stop", "load", load));
    }

    /** What both have used, and what a load has done, so far. */
    Snapshot snapshot(String load) throws IOException {
        Line clientSide = client.ask(Line.of("snapshot", "load", load));
        Line serverSide = server.ask(Line.of("snapshot"));
        return new Snapshot(
                clientSide,
                serverSide.number("allocated"),
                ProcFs.cpuSeconds(client.pid()),
                ProcFs.cpuSeconds(server.pid()));
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
