package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.Peers;
import io.rpcboot.benchmarks.e2e.driver.Options.Section;
import io.rpcboot.benchmarks.e2e.report.Results;
import io.rpcboot.benchmarks.e2e.report.Tables;
import io.rpcboot.benchmarks.e2e.report.Window;
import io.rpcboot.benchmarks.e2e.report.WireCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Runs what the command line asks for. */
public final class Benchmarks {

    private final Options options;
    private final Jdks jdks;
    private final Path logs;
    private final Results results = new Results();
    private final Tables tables = new Tables(results);

    private Benchmarks(Options options) throws IOException {
        this.options = options;
        this.jdks = new Jdks(options.newerJava());
        this.logs = Files.createDirectories(options.out().resolve("logs"));
    }

    /** See {@link Options#USAGE}. */
    public static void main(String[] args) throws Exception {
        if (List.of(args).contains("--help")) {
            System.out.println(Options.USAGE);
            return;
        }
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        new Benchmarks(options).run();
    }

    private void run() throws Exception {
        if (options.sections().contains(Section.CALLS) || options.sections().contains(Section.WIRE)) {
            calls();
        }
        save();
        System.out.println("\nEverything is in " + options.out());
    }

    private void calls() throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            List<String> peers = new ArrayList<>();
            for (Peer peer : chosenPeers()) {
                fleet.start(peer.name(), peer, 1);
                peers.add(peer.name());
            }
            if (options.sections().contains(Section.WIRE)) {
                for (String peer : peers) {
                    for (Operation operation : options.operations()) {
                        results.add(WireCounter.count(peer, fleet.get(peer), operation));
                    }
                }
                System.out.print(tables.wire());
            }
            if (options.sections().contains(Section.CALLS)) {
                CallRounds rounds = new CallRounds(fleet, options, this::onWindow);
                rounds.run(peers, options.operations(), options.modes());
                System.out.print(tables.all());
                if (options.profile()) {
                    rounds.profile(peers, options.operations(), options.modes(), System.out::println);
                }
            }
        }
    }

    private List<Peer> chosenPeers() {
        List<Peer> chosen = options.peers().equals(List.of("all"))
                ? Peers.all()
                : options.peers().stream().map(Peers::named).toList();
        return chosen.stream().filter(this::canRun).toList();
    }

    private boolean canRun(Peer peer) {
        boolean can = jdks.canRun(peer);
        if (!can) {
            System.out.println(
                    peer.name() + " is left out: it needs Java " + peer.javaRelease() + "; name one with --newer-java");
        }
        return can;
    }

    private void onWindow(Window window) {
        results.add(window);
        System.out.println(window.toCsv());
    }

    private void save() throws IOException {
        Files.write(
                options.out().resolve("windows.csv"),
                Stream.concat(
                                Stream.of(Window.CSV_HEADER),
                                results.windows().stream().map(Window::toCsv))
                        .toList());
        Files.write(
                options.out().resolve("wire.csv"),
                Stream.concat(
                                Stream.of(WireCount.CSV_HEADER),
                                results.wire().stream().map(WireCount::toCsv))
                        .toList());
        Files.writeString(options.out().resolve("summary.md"), tables.all());
    }
}
