package io.rpcboot.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A Java program with the tests' class path in a JVM of its own, which does not outlive this one. */
final class JavaProcess implements AutoCloseable {

    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    private final Path output;

    private JavaProcess(String name, Process process, Path output) {
        this.name = name;
        this.process = process;
        this.output = output;
    }

    /** Starts the main class; what it prints goes to a file in the directory. */
    static JavaProcess start(Path directory, String name, Class<?> main, String... arguments) {
        return start(directory, name, List.of(), main, arguments);
    }

    static JavaProcess start(Path directory, String name, List<String> jvmOptions, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        try {
            Path output = Files.createTempFile(directory, name + "-", ".log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(output.toFile()))
                    .start();
            RUNNING.add(process);
            process.onExit().thenAccept(RUNNING::remove);
            return new JavaProcess(name, process, output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** To be called in the started process: blocks until the one that started it has ended, however, and ends too. */
    static void haltWithParent() throws IOException {
        while (System.in.read() >= 0) {
            // nobody writes anything; the end of the stream is what is waited for
        }
        Runtime.getRuntime().halt(1);
    }

    /** Waits for a line that contains the text and returns it; fails with all that was printed if it does not come. */
    String awaitLine(String text) {
        Predicate<String> wanted = line -> line.contains(text);
        try {
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .until(
                            () -> {
                                String found = lines().stream()
                                        .filter(wanted)
                                        .findFirst()
                                        .orElse(null);
                                if (found == null && !process.isAlive()) {
                                    throw new AssertionError(name + " ended: " + printed());
                                }
                                return found;
                            },
                            line -> line != null);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(name + " has not printed \"" + text + "\" but " + printed(), e);
        }
    }

    private List<String> lines() {
        return printed().lines().toList();
    }

    /** All that it has printed. */
    String printed() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** As {@code kill -9} does, and waits until it is dead. */
    void killHard() {
        process.destroyForcibly();
        awaitExit();
    }

    /** As {@code kill} does, and waits until it has ended by itself. */
    void stop() throws Exception {
        signal("TERM"); // Process.destroy would close its standard input, too
        awaitExit();
    }

    private void awaitExit() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(this + " does not end: " + printed());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Sends a signal by its name, such as {@code STOP}. */
    void signal(String signal) throws Exception {
        int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new AssertionError("kill -" + signal + " " + this + " failed with " + exit);
        }
    }

    @Override
    public void close() {
        killHard();
    }

    @Override
    public String toString() {
        return name + " (pid " + process.pid() + ")";
    }
}
