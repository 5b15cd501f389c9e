package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Peer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The processes of all peers, which live from the first round to the last. */
final class Fleet implements AutoCloseable {

    private final Map<String, PeerProcesses> processes = new LinkedHashMap<>();
    private final Jdks jdks;
    private final Path logs;

    Fleet(Jdks jdks, Path logs) {
        this.jdks = jdks;
        this.logs = logs;
    }

    /** Starts a peer under a name of its own. */
    PeerProcesses start(String name, Peer peer, int connections) throws IOException {
        PeerProcesses started = PeerProcesses.start(name, peer, connections, jdks.forPeer(peer), logs);
        processes.put(name, started);
        return started;
    }

    void stop(String name) {
        PeerProcesses stopped = processes.remove(name);
        if (stopped != null) {
            stopped.close();
        }
    }

    List<String> names() {
        return List.copyOf(processes.keySet());
    }

    PeerProcesses get(String name) {
        return Objects.requireNonNull(processes.get(name), name);
    }

    /** CPU seconds that the machine has spent so far on what is not this benchmark. */
    double foreignCpuSeconds() throws IOException {
        Set<Long> own = new HashSet<>(Set.of(ProcessHandle.current().pid()));
        for (PeerProcesses peer : processes.values()) {
            own.add(peer.client().pid());
            own.add(peer.server().pid());
        }
        return ProcFs.othersCpuSeconds(own);
    }

    @Override
    public void close() {
        processes.values().forEach(PeerProcesses::close);
        processes.clear();
    }
}
