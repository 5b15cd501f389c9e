package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.Peers;

/** A peer's server as a process: {@code ServerMain <peer>}. */
public final class ServerMain {

    private ServerMain() {}

    /** Runs until the driver says so, or is gone. */
    public static void main(String[] args) throws Exception {
        ControlLoop control = new ControlLoop();
        try (Peer.Server server = Peers.named(args[0]).serve()) {
            control.on("snapshot", line -> Line.of(Line.DONE, "allocated", Allocation.bytes()))
                    .run(Line.of(Line.DONE, "port", server.port()));
        }
        System.exit(0); // some peers leave threads behind
    }
}
