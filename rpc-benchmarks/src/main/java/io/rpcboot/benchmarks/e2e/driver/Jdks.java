package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Peer;
import java.nio.file.Path;
import java.util.Optional;

/** The Java that processes run on: the driver's own, and a newer one for the peers that need it, if there is one. */
record Jdks(Optional<Path> newer) {

    boolean canRun(Peer peer) {
        return peer.javaRelease() <= Runtime.version().feature() || newer.isPresent();
    }

    Path forPeer(Peer peer) {
        return peer.javaRelease() <= Runtime.version().feature() ? own() : newer.orElseThrow();
    }

    static Path own() {
        return Path.of(System.getProperty("java.home"));
    }
}
