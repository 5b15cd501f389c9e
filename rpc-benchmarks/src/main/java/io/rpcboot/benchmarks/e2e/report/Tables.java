package io.rpcboot.benchmarks.e2e.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Results as Markdown. */
public final class Tables {

    /** The peer that the others are divided by. */
    public static final String FLOOR = "floor";

    /** The one that hands calls to a pool, as most servers must. */
    public static final String POOLED = "pooled";

    private final Results results;

    /** Reads the results when it is asked. */
    public Tables(Results results) {
        this.results = results;
    }

    /** One table for each mode and method. */
    public String all() {
        StringBuilder text = new StringBuilder();
        for (String mode : distinct(Window::mode)) {
            for (String method : distinct(Window::method)) {
                text.append(calls(method, mode));
            }
        }
        text.append(wire());
        results.figures().stream().map(Figure::section).distinct().forEach(section -> text.append(figures(section)));
        return text.toString();
    }

    private List<String> distinct(Function<Window, String> property) {
        return results.windows().stream().map(property).distinct().toList();
    }

    /** Medians over the rounds; empty if nothing was measured. */
    public String calls(String method, String mode) {
        List<String> peers = distinct(Window::peer).stream()
                .filter(peer -> !results.windows(peer, method, mode).isEmpty())
                .toList();
        if (peers.isEmpty()) {
            return "";
        }
        return "\n**" + method + ", " + mode + "** (medians of " + rounds(method, mode) + " rounds)\n\n"
                + "| peer | calls/s | ÷ floor | ÷ pooled floor | p50 µs | p99 µs | p99.9 µs | CPU s per 1 M (client + server) | B/call client | B/call server | RSS MB (client + server) | foreign cores | errors |\n"
                + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n"
                + peers.stream().map(peer -> row(peer, method, mode)).collect(Collectors.joining());
    }

    private long rounds(String method, String mode) {
        return results.windows().stream()
                .filter(window ->
                        window.method().equals(method) && window.mode().equals(mode))
                .mapToInt(Window::round)
                .max()
                .orElse(0);
    }

    private String row(String peer, String method, String mode) {
        ToDoubleFunction<ToDoubleFunction<Window>> median =
                figure -> results.median(peer, method, mode, figure).orElse(Double.NaN);
        return format(
                "| %s | %,.0f | %s | %s | %,.0f | %,.0f | %,.0f | %.1f (%.1f + %.1f) | %,.0f | %,.0f | %.0f + %.0f | %.2f | %.0f |%n",
                peer,
                median.applyAsDouble(Window::callsPerSecond),
                ratio(peer, FLOOR, method, mode),
                ratio(peer, POOLED, method, mode),
                median.applyAsDouble(Window::p50),
                median.applyAsDouble(Window::p99),
                median.applyAsDouble(Window::p999),
                median.applyAsDouble(Window::cpuPerMillion),
                median.applyAsDouble(Window::clientCpuPerMillion),
                median.applyAsDouble(Window::serverCpuPerMillion),
                median.applyAsDouble(Window::clientBytesPerCall),
                median.applyAsDouble(Window::serverBytesPerCall),
                median.applyAsDouble(Window::clientResident) / (1 << 20),
                median.applyAsDouble(Window::serverResident) / (1 << 20),
                median.applyAsDouble(Window::foreignCores),
                median.applyAsDouble(Window::errors));
    }

    private String ratio(String peer, String other, String method, String mode) {
        OptionalDouble ratio = Results.median(results.ratios(peer, other, method, mode, Window::callsPerSecond));
        return ratio.isPresent() ? format("%.2f", ratio.getAsDouble()) : "–";
    }

    /** Bytes on the wire; empty if none were counted. */
    public String wire() {
        if (results.wire().isEmpty()) {
            return "";
        }
        return "\n**Bytes on the wire**\n\n| peer | method | request | response |\n|---|---|---:|---:|\n"
                + results.wire().stream()
                        .map(count -> format(
                                "| %s | %s | %,.1f | %,.1f |%n",
                                count.peer(), count.method(), count.request(), count.response()))
                        .collect(Collectors.joining());
    }

    /** Medians of a section's figures over its rounds. */
    public String figures(String section) {
        return "\n**" + section + "** (medians)\n\n| peer | what | value | rounds |\n|---|---|---:|---:|\n"
                + results.figures().stream()
                        .filter(figure -> figure.section().equals(section))
                        .map(figure -> List.of(figure.peer(), figure.name()))
                        .distinct()
                        .map(key -> row(key.get(0), key.get(1), results.figures(section, key.get(0), key.get(1))))
                        .collect(Collectors.joining());
    }

    private static String row(String peer, String name, double[] values) {
        return format(
                "| %s | %s | %,.2f | %d |%n", peer, name, Results.median(values).orElse(Double.NaN), values.length);
    }

    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
