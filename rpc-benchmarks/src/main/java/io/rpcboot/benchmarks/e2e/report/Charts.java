package io.rpcboot.benchmarks.e2e.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Draws results. */
public final class Charts {

    private final Results results;

    /** Reads the results when it is asked. */
    public Charts(Results results) {
        this.results = results;
    }

    /** Writes one file for each mode and kind of figure. */
    public void write(Path directory) throws IOException {
        for (String mode : distinct(Window::mode)) {
            draw(
                    directory.resolve("calls-" + mode + ".svg"),
                    "Calls a second, ÷ floor of the same round: " + mode,
                    "%.2f",
                    mode,
                    (peer, method) -> Results.median(
                                    results.ratios(peer, Tables.FLOOR, method, mode, Window::callsPerSecond))
                            .orElse(Double.NaN));
            draw(
                    directory.resolve("cpu-" + mode + ".svg"),
                    "CPU µs a call, client and server: " + mode,
                    "%,.1f",
                    mode,
                    (peer, method) -> results.median(peer, method, mode, Window::cpuPerMillion)
                            .orElse(Double.NaN));
            draw(
                    directory.resolve("p99-" + mode + ".svg"),
                    "99th percentile of latency, µs: " + mode,
                    "%,.0f",
                    mode,
                    (peer, method) ->
                            results.median(peer, method, mode, Window::p99).orElse(Double.NaN));
        }
    }

    private interface Value {
        double of(String peer, String method);
    }

    private void draw(Path file, String title, String format, String mode, Value value) throws IOException {
        BarChart chart = new BarChart(title, format);
        for (String method : distinct(Window::method)) {
            chart.group(method);
            for (String peer : distinct(Window::peer)) {
                if (!results.windows(peer, method, mode).isEmpty()) {
                    chart.bar(peer, value.of(peer, method));
                }
            }
        }
        if (!chart.isEmpty()) {
            Files.writeString(file, chart.toSvg());
        }
    }

    private List<String> distinct(Function<Window, String> property) {
        return results.windows().stream().map(property).distinct().toList();
    }
}
