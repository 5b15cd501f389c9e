package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.process.Line;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that answers lines. It ends with the driver, because its standard input does. */
final class ChildProcess implements AutoCloseable {

    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseG1GC", "-Xms512m", "-Xmx512m");
    private static final long PATIENCE_SECONDS = 10;

    private final String name;
    private final Path log;
    private final Process process;
    private final BufferedWriter in;
    private final BufferedReader out;
    private final Line ready;

    private ChildProcess(String name, Path log, Process process) throws IOException {
        this.name = name;
        this.log = log;
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.ready = receive();
    }

    /** Starts a main class on the driver's class path and waits until it says that it is ready. */
    static ChildProcess start(String name, Path javaHome, Path logs, Class<?> main, Object... arguments)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(JVM_OPTIONS);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        File log = logs.resolve(name + ".log").toFile();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log))
                .start();
        try {
            return new ChildProcess(name, log.toPath(), process);
        } catch (IOException | RuntimeException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** What it said when it was ready. */
    Line ready() {
        return ready;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Sends a line and waits for the reply.
     *
     * @throws IOException if the process failed, or is gone
     */
    Line ask(Line line) throws IOException {
        in.write(line.toString());
        in.newLine();
        in.flush();
        return receive();
    }

    private Line receive() throws IOException {
        String text = out.readLine();
        if (text == null) {
            throw new IOException(name + " has ended; its log is " + log);
        }
        Line reply = Line.parse(text);
        if (!reply.word().equals(Line.DONE)) {
            throw new IOException(name + ": " + reply.values() + "; its log is " + log);
        }
        return reply;
    }

    @Override
    public void close() {
        try {
            in.close(); // which it takes for "quit"
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
