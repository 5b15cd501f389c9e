package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.process.Line;
import java.io.IOException;
import java.nio.file.Path;

/** Flight recordings of a peer's two processes. */
final class Profile {

    private final PeerProcesses processes;

    private Profile(PeerProcesses processes) {
        this.processes = processes;
    }

    static Profile begin(PeerProcesses processes) throws IOException {
        processes.client().ask(Line.of("record"));
        processes.server().ask(Line.of("record"));
        return new Profile(processes);
    }

    /** Ends both, keeps them in a directory, and tells what is at their top. */
    String end(Path directory, String name) throws IOException {
        return dump(processes.client(), directory, name + "-client")
                + dump(processes.server(), directory, name + "-server");
    }

    private static String dump(ChildProcess process, Path directory, String name) throws IOException {
        Path file = directory.resolve(name + ".jfr").toAbsolutePath();
        process.ask(Line.of("dump", "file", file));
        return "\n" + name + "\n" + TopFrames.read(file);
    }
}
