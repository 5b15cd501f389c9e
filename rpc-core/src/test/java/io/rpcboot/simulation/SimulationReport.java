package io.rpcboot.simulation;

import io.rpcboot.simulation.LineChart.Line;
import io.rpcboot.simulation.Scenario.Run;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs all scenarios and writes down what came of them: Markdown, and a chart for each. */
final class SimulationReport {

    /** Seconds that one point of a latency's line stands for. */
    private static final int LATENCY_STEP = 2;

    private static final String INTRODUCTION = """
            # Simulation of the cluster's policies

            <!-- Written by SimulationReportTest; a change here is a change of what the code does. -->

            What the load balancers, ejection, retries, slow start and preferences do with hundreds of instances, some of them
            broken. Callers are real `RpcClient`s with all their policies; the network, the registry and the providers are
            models, and clock and chance are in the simulation's hands, so that every run gives this page again, to the last
            digit. `SimulationReportTest` fails when it does not. After a change of policy that is meant to show, write the
            page anew and commit the difference:

            ```
            mvn -pl rpc-core -am test -Dtest=SimulationReportTest -Dsurefire.failIfNoSpecifiedTests=false -Drpc.simulation.update=true
            ```

            The model: a provider has some workers behind one queue; a call takes a time that is drawn from an exponential
            distribution, so that some calls take several times the mean of themselves. Callers make calls at random times
            and do not wait for answers; all policies get the same calls at the same times. Calls have the default timeout of
            3 s, and where nothing else is said may be repeated. The way over the network takes 0.25 ms, between zones 1 ms;
            callers hear of changes in the registry 20 to 110 ms late, and of a killed process after 10 s.

            In the tables: *failed* calls of all that began while the scenario's trouble lasted; latencies in ms of those that
            did not fail; *left after* is when those in trouble got less than a tenth of their fair share for a second, *back
            after* when, well again, they got half of it; *ejections* are of one instance by one caller.
            """;

    private SimulationReport() {}

    /** The files by name. */
    static Map<String, String> files(List<Scenario> scenarios) {
        Map<String, String> files = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder(INTRODUCTION);
        for (Scenario scenario : scenarios) {
            List<Run> runs = runs(scenario);
            text.append("\n## ").append(scenario.title).append("\n\n");
            text.append(scenario.story).append("\n").append(table(scenario, runs));
            text.append("\n![")
                    .append(scenario.title)
                    .append("](simulation/")
                    .append(scenario.id)
                    .append(".svg)\n");
            files.put("simulation/" + scenario.id + ".svg", chart(scenario, runs));
        }
        files.put("simulation.md", text.toString());
        return files;
    }

    /** Each on one thread; which one, and what else runs, makes no difference to it. */
    private static List<Run> runs(Scenario scenario) {
        try (EjectionCount ejections = new EjectionCount()) {
            return scenario.variants.keySet().stream().toList().parallelStream()
                    .map(variant -> scenario.run(variant, ejections))
                    .collect(Collectors.toList());
        }
    }

    private static String table(Scenario scenario, List<Run> runs) {
        List<List<String>> rows = new ArrayList<>();
        List<String> heading = new ArrayList<>(List.of(""));
        heading.addAll(scenario.columnNames());
        rows.add(heading);
        for (Run run : runs) {
            List<String> row = new ArrayList<>(List.of(run.variant()));
            row.addAll(scenario.values(run));
            rows.add(row);
        }
        int[] widths = new int[heading.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                table.append("| ")
                        .append(i == 0 ? row.get(i) + padding : padding + row.get(i))
                        .append(' ');
            }
            table.append("|\n");
            if (row == heading) {
                for (int i = 0; i < widths.length; i++) {
                    table.append('|').append("-".repeat(widths[i] + 1)).append(i == 0 ? '-' : ':');
                }
                table.append("|\n");
            }
        }
        return table.toString();
    }

    private static String chart(Scenario scenario, List<Run> runs) {
        LineChart chart = new LineChart(scenario.seconds, scenario.events);
        if (!scenario.watchedName.isEmpty()) {
            chart.panel(
                    "Share of calls: " + scenario.watchedName,
                    " %",
                    false,
                    1,
                    runs.stream()
                            .map(run -> new Line(run.variant(), shares(scenario, run.journal())))
                            .toList());
        }
        chart.panel(
                "99th percentile of latency",
                " ms",
                true,
                LATENCY_STEP,
                runs.stream()
                        .map(run -> new Line(run.variant(), latencies(scenario, run.journal())))
                        .toList());
        return chart.toSvg();
    }

    private static double[] shares(Scenario scenario, Journal journal) {
        double[] shares = new double[scenario.seconds];
        for (int second = 0; second < shares.length; second++) {
            shares[second] = 100 * journal.share(scenario.watched, second, second + 1);
        }
        return shares;
    }

    private static double[] latencies(Scenario scenario, Journal journal) {
        double[] latencies = new double[scenario.seconds / LATENCY_STEP];
        for (int i = 0; i < latencies.length; i++) {
            latencies[i] = journal.percentile(0.99, i * LATENCY_STEP, (i + 1) * LATENCY_STEP);
        }
        return latencies;
    }
}
