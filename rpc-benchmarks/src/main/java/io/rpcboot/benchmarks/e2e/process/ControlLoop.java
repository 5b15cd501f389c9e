package io.rpcboot.benchmarks.e2e.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Answers the driver's lines until it says {@code quit}, or is gone. */
final class ControlLoop {

    /** Does what one word asks for. */
    @FunctionalInterface
    interface Command {
        Line run(Line line) throws Exception;
    }

    private final PrintStream out = System.out;
    private final Map<String, Command> commands = new HashMap<>();
    private final FlightRecording recording = new FlightRecording();

    ControlLoop() {
        System.setOut(System.err); // what libraries print is for the log
        on("record", line -> {
            recording.start();
            return Line.of(Line.DONE);
        });
        on("dump", line -> {
            recording.dump(line.get("file"));
            return Line.of(Line.DONE);
        });
        on("memory", line -> {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            return Line.of(Line.DONE, "heap", runtime.totalMemory() - runtime.freeMemory());
        });
    }

    ControlLoop on(String word, Command command) {
        commands.put(word, command);
        return this;
    }

    /** Says that the process is ready, and serves. */
    void run(Line ready) throws IOException {
        out.println(ready);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String text = in.readLine();
        while (text != null && !text.equals("quit")) {
            out.println(answer(Line.parse(text)));
            text = in.readLine();
        }
    }

    private Line answer(Line line) {
        try {
            Command command = commands.get(line.word());
            if (command == null) {
                throw new IllegalArgumentException("unknown: " + line.word());
            }
            return command.run(line);
        } catch (Exception e) {
            return Line.of(Line.FAILED, "error", e.toString());
        }
    }
}
