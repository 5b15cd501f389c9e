package io.rpcboot.benchmarks.e2e.peers;

import io.rpcboot.benchmarks.e2e.Peer;

/** Refuses what a peer has no setting for. */
final class Connections {

    private Connections() {}

    static void requireOne(Peer peer, int connections) {
        if (connections != 1) {
            throw new IllegalArgumentException(peer.name() + " cannot be told to open " + connections + " connections");
        }
    }
}
