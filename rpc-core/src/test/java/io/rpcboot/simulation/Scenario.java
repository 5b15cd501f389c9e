package io.rpcboot.simulation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A story that is told several times, with one policy after another, and what is to be known of each. */
final class Scenario {

    /** One telling of it, after its end. */
    record Run(String variant, Journal journal, int ejections) {}

    private record Column(String name, Function<Run, String> value) {}

    final String id;
    final String title;
    final int seconds;
    final Map<String, Consumer<Simulation>> variants = new LinkedHashMap<>();
    private final Consumer<Simulation> setup;
    private final List<Column> columns = new ArrayList<>();

    /** Of whom the chart shows the share. */
    Predicate<Provider> watched = provider -> false;

    String story = "";
    String watchedName = "";
    final Map<Integer, String> events = new LinkedHashMap<>();

    Scenario(String id, String title, int seconds, Consumer<Simulation> setup) {
        this.id = id;
        this.title = title;
        this.seconds = seconds;
        this.setup = setup;
    }

    // ---------------------------------------------------------------- what is told

    Scenario story(String text) {
        story = text;
        return this;
    }

    Scenario variant(String name, Consumer<Simulation> policy) {
        variants.put(name, policy);
        return this;
    }

    /** One variant for each of these load balancers. */
    Scenario balancers(String... names) {
        for (String name : names) {
            variant(name, simulation -> simulation.balancer = name);
        }
        return this;
    }

    /** Whose share of the calls the chart shows. */
    Scenario watch(String name, Predicate<Provider> who) {
        watchedName = name;
        watched = who;
        return this;
    }

    /** What the chart marks at this second. */
    Scenario event(int second, String name) {
        events.put(second, name);
        return this;
    }

    Run run(String variant, EjectionCount ejections) {
        Simulation simulation = new Simulation();
        variants.get(variant).accept(simulation);
        setup.accept(simulation);
        ejections.take();
        Journal journal = simulation.run(seconds);
        return new Run(variant, journal, ejections.take());
    }

    // ---------------------------------------------------------------- what is to be known

    Scenario column(String name, Function<Run, String> value) {
        columns.add(new Column(name, value));
        return this;
    }

    /** Calls that failed in this time, and of how many. */
    Scenario failures(String when, int from, int to) {
        return column(
                "failed" + when,
                run -> run.journal().failures(from, to) + " of " + run.journal().calls(from, to));
    }

    /** Milliseconds within which so many of a hundred successful calls of this time were answered. */
    Scenario latency(String when, int from, int to) {
        for (String percent : List.of("50", "99", "99.9")) {
            double part = Double.parseDouble(percent) / 100;
            column("p" + percent + when, run -> number(run.journal().percentile(part, from, to)));
        }
        return this;
    }

    /** What part of the calls those got that the chart is about. */
    Scenario share(String when, int from, int to) {
        return column("share" + when, run -> percent(run.journal().share(watched, from, to)));
    }

    /** Attempts for each call that was made. */
    Scenario attempts(int from, int to) {
        return column(
                "attempts a call",
                run -> String.format(
                        Locale.ROOT,
                        "%.3f",
                        (double) run.journal().attempts(any -> true, from, to)
                                / run.journal().calls(from, to)));
    }

    /** How often a client has ejected an instance. */
    Scenario ejections() {
        return column("ejections", run -> Integer.toString(run.ejections()));
    }

    /** Seconds until those that the chart is about get less than a tenth of this share. */
    Scenario left(double share, int from, int to) {
        return column("left after", run -> {
            int second = from;
            while (second < to && run.journal().share(watched, second, second + 1) >= share / 10) {
                second++;
            }
            return second == to ? "never" : (second - from) + " s";
        });
    }

    /** Seconds until they get at least half of this share again. */
    Scenario back(double share, int from, int to) {
        return column("back after", run -> {
            int second = from;
            while (second < to && run.journal().share(watched, second, second + 1) < share / 2) {
                second++;
            }
            return second == to ? "never" : (second - from) + " s";
        });
    }

    List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    List<String> values(Run run) {
        return columns.stream().map(column -> column.value().apply(run)).toList();
    }

    static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%.0f", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
