package io.rpcboot.demo.consumer.story;

import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.demo.api.diagnostics.TraceStep;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** One call, step by step, from what both of its sides saw. */
final class CallSteps {

    private static final List<String> NAMES = List.of(
            "local call",
            "pack",
            "transmit",
            "receive",
            "unpack",
            "call",
            "return",
            "pack",
            "transmit",
            "receive",
            "unpack",
            "local return");

    static final List<String> HEADER = List.of("#", "step", "process", "bytes", "at µs", "+µs");

    private final List<TraceStep> steps;

    private CallSteps(List<TraceStep> steps) {
        this.steps = steps;
    }

    /** The steps of the calls of this method. */
    static CallSteps of(String method, List<TraceStep> atCaller, List<TraceStep> atCallee) {
        return new CallSteps(Stream.concat(atCaller.stream(), atCallee.stream())
                .filter(step -> step.method().equals(method))
                .sorted(Comparator.comparing(step -> Stage.valueOf(step.stage())))
                .toList());
    }

    /** Whether each step is there, once. */
    boolean areComplete() {
        return steps.stream()
                .map(TraceStep::stage)
                .toList()
                .equals(Stream.of(Stage.values()).map(Stage::name).toList());
    }

    /** The processes that the steps ran in, in the order of the steps, each change once. */
    List<String> path() {
        List<String> path = new ArrayList<>();
        for (TraceStep step : steps) {
            if (path.isEmpty() || !path.get(path.size() - 1).equals(step.server())) {
                path.add(step.server());
            }
        }
        return path;
    }

    /** A row a step, if they {@linkplain #areComplete() are complete}. */
    List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        long start = steps.get(0).micros();
        long previous = start;
        for (int i = 0; i < steps.size(); i++) {
            TraceStep step = steps.get(i);
            rows.add(List.of(
                    Integer.toString(i + 1),
                    NAMES.get(i),
                    step.server(),
                    step.bytes() == 0 ? "-" : Integer.toString(step.bytes()),
                    String.format(Locale.ROOT, "%,d", step.micros() - start),
                    String.format(Locale.ROOT, "%,d", step.micros() - previous)));
            previous = step.micros();
        }
        return rows;
    }

    @Override
    public String toString() {
        return steps.toString();
    }
}
