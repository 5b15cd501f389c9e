package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.report.Figure;
import io.rpcboot.registry.embedded.EmbeddedRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How long a Boot application takes to start, bare and with the starter, and what jars the starter adds. */
final class StartUp {

    private static final String SECTION = "startup";
    private static final String BARE = "bare";
    private static final String STARTER = "starter";
    private static final String STARTED = "started";
    private static final Path APPLICATIONS = Path.of("rpc-benchmarks", "startup");

    private final Path logs;
    private final Consumer<Figure> results;

    StartUp(Path logs, Consumer<Figure> results) {
        this.logs = logs;
        this.results = results;
    }

    /** Starts each in turn, with a registry that is there. */
    void run(int rounds) throws IOException, InterruptedException {
        weigh();
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(0, null)) {
            String address = "zookeeper://127.0.0.1:" + registry.port();
            for (int round = 0; round <= rounds; round++) {
                double bare = seconds(BARE);
                double starter =
                        seconds(STARTER, "-Drpc.registry.address=" + address, "-Drpc.server.advertised-host=127.0.0.1");
                if (round > 0) { // the first reads files that the later ones find in memory
                    results.accept(new Figure(SECTION, BARE, "start s", round, bare));
                    results.accept(new Figure(SECTION, STARTER, "start s", round, starter));
                }
            }
        }
    }

    /** From the start of the process until the application says that it has started. */
    private double seconds(String application, String... settings) throws IOException, InterruptedException {
        Path target = APPLICATIONS.resolve(application).resolve("target");
        List<String> command = new ArrayList<>();
        command.add(Jdks.own().resolve("bin").resolve("java").toString());
        command.addAll(List.of(settings));
        command.add("-cp");
        command.add(target.resolve("app.jar") + ":" + target.resolve("lib") + "/*");
        command.add("io.rpcboot.benchmarks.startup." + application + ".Application");
        long begin = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(
                        logs.resolve(SECTION + "-" + application + ".log").toFile())
                .start();
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            String line = out.readLine();
            while (line != null && !line.startsWith(STARTED)) {
                line = out.readLine();
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (line == null) {
                throw new IOException("the application \"" + application + "\" did not start; its log is in " + logs);
            }
            while (line != null) {
                line = out.readLine(); // so that it can say what it has to, and end
            }
            process.waitFor();
            return seconds;
        } finally {
            process.destroyForcibly();
        }
    }

    private void weigh() throws IOException {
        Set<Path> bare = jars(BARE);
        Set<String> known =
                bare.stream().map(jar -> jar.getFileName().toString()).collect(Collectors.toSet());
        List<Path> added = jars(STARTER).stream()
                .filter(jar -> !known.contains(jar.getFileName().toString()))
                .toList();
        long bytes = 0;
        for (Path jar : added) {
            bytes += Files.size(jar);
        }
        results.accept(new Figure(SECTION, STARTER, "added jars", 1, added.size()));
        results.accept(new Figure(SECTION, STARTER, "added jars MB", 1, bytes / 1e6));
    }

    private static Set<Path> jars(String application) throws IOException {
        Path lib = APPLICATIONS.resolve(application).resolve("target").resolve("lib");
        try (Stream<Path> files = Files.list(lib)) {
            return files.collect(Collectors.toSet());
        }
    }
}
