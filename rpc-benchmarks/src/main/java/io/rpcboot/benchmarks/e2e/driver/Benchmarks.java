package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.Peers;
import io.rpcboot.benchmarks.e2e.driver.Options.Section;
import io.rpcboot.benchmarks.e2e.report.Charts;
import io.rpcboot.benchmarks.e2e.report.Figure;
import io.rpcboot.benchmarks.e2e.report.Results;
import io.rpcboot.benchmarks.e2e.report.Tables;
import io.rpcboot.benchmarks.e2e.report.Verdict;
import io.rpcboot.benchmarks.e2e.report.Window;
import io.rpcboot.benchmarks.e2e.report.WireCount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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

    private void run() throws IOException, InterruptedException {
        try {
            if (has(Section.SELF) && !selfCheck()) {
                System.out.print(tables.all());
                System.out.println(
                        "\nVOID: the floor differs from itself by more than a tenth; make the machine quiet");
                System.exit(3);
            }
            run(EnumSet.of(Section.CALLS, Section.WIRE), this::calls);
            run(EnumSet.of(Section.MIXED), this::mixed);
            run(EnumSet.of(Section.CONNECTIONS), this::connections);
            run(EnumSet.of(Section.COLD), this::cold);
            run(EnumSet.of(Section.STARTUP), () -> new StartUp(logs, this::onFigure).run(2 * options.rounds()));
            System.out.print(tables.all());
            System.out.print(Verdict.of(results));
        } finally {
            save(); // an hour's results, also when its last minute failed
        }
        System.out.println("\nEverything is in " + options.out());
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    /** Does the work if any of its sections is wanted; what fails in one leaves the others their turn. */
    private void run(Set<Section> sections, Work work) throws InterruptedException {
        if (Collections.disjoint(options.sections(), sections)) {
            return;
        }
        try {
            work.run();
        } catch (IOException e) {
            System.out.println("FAILED: " + sections + ": " + e.getMessage());
        }
    }

    private boolean has(Section section) {
        return options.sections().contains(section);
    }

    private boolean selfCheck() throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            return new SelfCheck(fleet, options).run(Peers.named(Tables.FLOOR), results);
        }
    }

    private void calls() throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            List<String> peers = new ArrayList<>();
            for (Peer peer : chosenPeers()) {
                fleet.start(peer.name(), peer, 1);
                peers.add(peer.name());
            }
            if (has(Section.WIRE)) {
                for (String peer : peers) {
                    for (Operation operation : options.operations()) {
                        results.add(WireCounter.count(peer, fleet.get(peer), operation));
                    }
                }
            }
            if (has(Section.CALLS)) {
                CallRounds rounds = new CallRounds(fleet, options, this::onWindow);
                rounds.run(peers, options.modes());
                if (options.profile()) {
                    rounds.profile(peers, options.modes(), System.out::println);
                }
            }
        }
    }

    private void mixed() throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            MixedLoad mixed = new MixedLoad(fleet, options, this::onFigure);
            for (Peer peer : chosenPeers()) {
                if (peer.asynchronous()) {
                    fleet.start(peer.name(), peer, 1);
                    mixed.warmUp(peer.name());
                }
            }
            for (int round = 1; round <= options.rounds(); round++) {
                for (String peer : fleet.names()) {
                    mixed.round(peer, round);
                }
            }
        }
    }

    private void connections() throws IOException, InterruptedException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            ManyConnections connections = new ManyConnections(fleet, options, this::onFigure);
            for (Peer peer : chosenPeers()) {
                if (peer.choosesConnections()) {
                    connections.measure(peer, options.connections());
                }
            }
        }
    }

    private void cold() throws IOException {
        try (Fleet fleet = new Fleet(jdks, logs)) {
            for (int round = 1; round <= options.rounds(); round++) {
                for (Peer peer : chosenPeers()) {
                    onFigure(ColdCalls.measure(fleet, peer, round));
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

    private void onFigure(Figure figure) {
        results.add(figure);
        System.out.println(figure.toCsv());
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
        Files.write(
                options.out().resolve("figures.csv"),
                Stream.concat(
                                Stream.of(Figure.CSV_HEADER),
                                results.figures().stream().map(Figure::toCsv))
                        .toList());
        Files.writeString(options.out().resolve("summary.md"), tables.all() + Verdict.of(results));
        new Charts(results).write(options.out());
    }
}
