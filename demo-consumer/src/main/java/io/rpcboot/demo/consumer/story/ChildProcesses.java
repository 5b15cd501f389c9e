package io.rpcboot.demo.consumer.story;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The processes that the story started, and nobody else's. */
final class ChildProcesses implements AutoCloseable {

    private static final int STOP_SECONDS = 15;

    private final Path logs;
    private final Set<String> needed;
    private final List<Child> started = new ArrayList<>();
    private boolean closed;

    /**
     * @param logs the directory that their output goes to
     * @param needed the names of those that others need at their end
     */
    ChildProcesses(Path logs, Set<String> needed) {
        this.logs = logs;
        this.needed = needed;
    }

    /** One of them. */
    record Child(String name, Process process, Path log) {

        long pid() {
            return process.pid();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        /** Asks it to end (SIGTERM) and waits until it has. */
        void stop() {
            process.destroy();
            awaitEnd();
        }

        /** Ends it without a word (SIGKILL). */
        void kill() {
            process.destroyForcibly();
            awaitEnd();
        }

        private void awaitEnd() {
            try {
                if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly().waitFor();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                process.destroyForcibly();
            }
        }

        /** The last lines that it wrote. */
        String lastWords() {
            try {
                List<String> lines =
                        Files.readString(log, StandardCharsets.UTF_8).lines().toList();
                return String.join("\n", lines.subList(Math.max(0, lines.size() - 30), lines.size()));
            } catch (IOException e) {
                return e.toString();
            }
        }
    }

    /** Starts a process, whose output goes to a file of its own. */
    synchronized Child start(String name, File directory, List<String> command) {
        if (closed) {
            throw new StoryException("the demo is being stopped");
        }
        Path log = logs.resolve(String.format("%02d-%s.log", started.size() + 1, name));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(directory)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Child child = new Child(name, process, log);
            started.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started by " + command.get(0), e);
        }
    }

    /** Ends all that still run, those that others need at their end last. */
    @Override
    public synchronized void close() {
        closed = true;
        stop(child -> !needed.contains(child.name()));
        stop(child -> needed.contains(child.name()));
    }

    /** Asks all of them first, then waits for each. */
    private void stop(Predicate<Child> which) {
        List<Child> ending = started.stream().filter(which).toList();
        ending.forEach(child -> child.process().destroy());
        ending.forEach(Child::awaitEnd);
    }
}
