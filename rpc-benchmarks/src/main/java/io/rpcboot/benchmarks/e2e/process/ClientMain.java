package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.Peers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A peer's client as a process: {@code ClientMain <peer> <port> <connections>}. */
public final class ClientMain {

    private final Peer peer;
    private final Client client;
    private final Map<String, Load> loads = new HashMap<>();

    private @Nullable Client detour;

    private ClientMain(Peer peer, Client client) {
        this.peer = peer;
        this.client = client;
    }

    /** Runs until the driver says so, or is gone. */
    public static void main(String[] args) throws Exception {
        ControlLoop control = new ControlLoop();
        Peer peer = Peers.named(args[0]);
        try (Client client = connect(peer, Integer.parseInt(args[1]), Integer.parseInt(args[2]))) {
            ClientMain main = new ClientMain(peer, client);
            control.on("start", main::start)
                    .on("snapshot", main::snapshot)
                    .on("stop", main::stop)
                    .on("calls", main::calls)
                    .on("detour", main::detour)
                    .on("end-detour", main::endDetour)
                    .run(Line.of(Line.DONE));
        }
        System.exit(0);
    }

    private static Client connect(Peer peer, int port, int connections) throws Exception {
        Client client = peer.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), connections);
        return peer.asynchronous() ? client : new ThreadedClient(client);
    }

    private Line start(Line line) {
        Load load = Load.start(client, Operation.of(line.get("method")), Mode.parse(line.get("mode")));
        loads.put(line.get("load"), load);
        return Line.of(Line.DONE);
    }

    private Line snapshot(Line line) {
        return Objects.requireNonNull(loads.get(line.get("load"))).meter.snapshot();
    }

    private Line stop(Line line) throws InterruptedException {
        Objects.requireNonNull(loads.remove(line.get("load"))).stop();
        return Line.of(Line.DONE);
    }

    /** A connection of its own to another port, which a proxy in between has. */
    private Line detour(Line line) throws Exception {
        detour = connect(peer, (int) line.number("port"), 1);
        return Line.of(Line.DONE);
    }

    private Line endDetour(Line line) throws Exception {
        Objects.requireNonNull(detour).close();
        detour = null;
        return Line.of(Line.DONE);
    }

    /** So many calls one after the other. */
    private Line calls(Line line) throws Exception {
        Client through = detour == null ? client : detour;
        Operation operation = Operation.of(line.get("method"));
        long[] nanos = new long[(int) line.number("count")];
        for (int n = 0; n < nanos.length; n++) {
            long begin = System.nanoTime();
            through.call(operation, n);
            nanos[n] = System.nanoTime() - begin;
        }
        int skip = (int) line.number("skip");
        long[] counted = Arrays.copyOfRange(nanos, skip, nanos.length);
        Arrays.sort(counted);
        return Line.of(Line.DONE, "median", counted[counted.length / 2]);
    }
}
