package io.rpcboot.benchmarks.e2e.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All that a run has measured so far. Used by one thread. */
public final class Results {

    private final List<Window> windows = new ArrayList<>();
    private final List<WireCount> wire = new ArrayList<>();
    private final List<Figure> figures = new ArrayList<>();

    /** Adds a window. */
    public void add(Window window) {
        windows.add(window);
    }

    /** Adds a count. */
    public void add(WireCount count) {
        wire.add(count);
    }

    /** Adds a figure. */
    public void add(Figure figure) {
        figures.add(figure);
    }

    /** All figures, in their order. */
    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    /** The values of a figure, by round. */
    public double[] figures(String section, String peer, String name) {
        return figures.stream()
                .filter(figure -> figure.section().equals(section)
                        && figure.peer().equals(peer)
                        && figure.name().equals(name))
                .mapToDouble(Figure::value)
                .toArray();
    }

    /** All windows, in their order. */
    public List<Window> windows() {
        return List.copyOf(windows);
    }

    /** All counts, in their order. */
    public List<WireCount> wire() {
        return List.copyOf(wire);
    }

    /** The windows of one peer, method and mode, by round. */
    public List<Window> windows(String peer, String method, String mode) {
        return windows.stream()
                .filter(window -> window.peer().equals(peer)
                        && window.method().equals(method)
                        && window.mode().equals(mode))
                .toList();
    }

    /** The median of a figure over the rounds. */
    public OptionalDouble median(String peer, String method, String mode, ToDoubleFunction<Window> figure) {
        return median(windows(peer, method, mode).stream().mapToDouble(figure).toArray());
    }

    /** A figure of one peer divided by that of another, round by round; rounds that lack one are left out. */
    public double[] ratios(String peer, String other, String method, String mode, ToDoubleFunction<Window> figure) {
        List<Window> others = windows(other, method, mode);
        return windows(peer, method, mode).stream()
                .flatMapToDouble(window -> others.stream()
                        .filter(candidate -> candidate.round() == window.round())
                        .mapToDouble(candidate -> figure.applyAsDouble(window) / figure.applyAsDouble(candidate))
                        .limit(1))
                .toArray();
    }

    /** The middle of some values. */
    public static OptionalDouble median(double... values) {
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return OptionalDouble.of(sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
    }
}
