package io.rpcboot.e2e;

import static org.awaitility.Awaitility.await;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Providers of the ledger, each in a JVM of its own, none of which outlives this. */
final class LedgerProcesses implements AutoCloseable {

    private final Path directory;
    private final ZooKeeperProcess zooKeeper;
    private final Rpc rpc;
    private final List<Path> ledgers = new ArrayList<>();
    private final List<JavaProcess> processes = new ArrayList<>();

    /** @param rpc by which they are told and asked things */
    LedgerProcesses(Path directory, ZooKeeperProcess zooKeeper, Rpc rpc) {
        this.directory = directory;
        this.zooKeeper = zooKeeper;
        this.rpc = rpc;
    }

    /** One of them. */
    record Provider(JavaProcess process, Control control) {

        long executed() {
            return control.executed();
        }

        /** Waits until it has taken calls. */
        void awaitServing() {
            await().atMost(Duration.ofSeconds(30)).until(() -> executed() > 0);
        }

        /** Stops it in order. */
        void stop() throws Exception {
            process.stop();
            process.awaitLine("CLOSED");
        }
    }

    /** Starts one, and waits until it is registered. */
    Provider start(String role) {
        return ready(launch(role));
    }

    /** Starts so many primaries at once. */
    List<Provider> startPrimaries(int count) {
        List<JavaProcess> launched = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            launched.add(launch("primary"));
        }
        return launched.stream().map(this::ready).toList();
    }

    private JavaProcess launch(String role) {
        Path ledger = directory.resolve("ledger-" + ledgers.size());
        ledgers.add(ledger);
        JavaProcess process = JavaProcess.start(
                directory,
                "provider-" + ledgers.size(),
                LedgerProvider.class,
                zooKeeper.address(),
                ledger.toString(),
                role);
        processes.add(process);
        return process;
    }

    private Provider ready(JavaProcess process) {
        String processId = process.awaitLine("READY ").substring("READY ".length());
        String address = processId.substring(0, processId.lastIndexOf('-'));
        return new Provider(
                process, rpc.client().refer(Reference.to(Control.class).url(address)));
    }

    /** What all of them have written, those that have ended included. */
    List<Path> ledgers() {
        return ledgers;
    }

    @Override
    public void close() {
        processes.forEach(JavaProcess::close);
    }
}
