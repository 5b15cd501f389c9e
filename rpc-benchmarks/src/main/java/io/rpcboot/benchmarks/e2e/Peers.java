package io.rpcboot.benchmarks.e2e;

import java.util.List;
import java.util.ServiceLoader;

/** The peers that there are. */
public final class Peers {

    private Peers() {}

    /** All whose classes are there, in the order in which they are listed. */
    public static List<Peer> all() {
        return ServiceLoader.load(Peer.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The peer of this name. */
    public static Peer named(String name) {
        return all().stream()
                .filter(peer -> peer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no peer \"" + name + "\"; there are "
                        + all().stream().map(Peer::name).toList()));
    }
}
