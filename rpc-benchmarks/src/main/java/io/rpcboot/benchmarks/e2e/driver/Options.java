package io.rpcboot.benchmarks.e2e.driver;

import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What to run.
 *
 * @param peers by name
 * @param connections how many, for their own section
 * @param latencyOperations the methods in modes that show latency
 * @param rounds of which each has a window of each peer
 * @param warmUp of each peer in each mode, shared by the methods
 * @param settle load before a window begins
 * @param maxForeignCores more of others' CPU in a window makes it be repeated; 0 takes every window
 * @param repeats how often at most
 * @param profile whether to record one more window of each
 * @param newerJava a Java for peers that need a newer one than this
 */
public record Options(
        List<Section> sections,
        List<String> peers,
        List<Operation> operations,
        List<Operation> latencyOperations,
        List<Mode> modes,
        List<Integer> connections,
        int rounds,
        Duration window,
        Duration warmUp,
        Duration settle,
        double maxForeignCores,
        int repeats,
        boolean profile,
        Path out,
        Optional<Path> newerJava) {

    /** Parts of a run. */
    public enum Section {
        /** The floor against itself; a run that fails it is void. */
        SELF,
        /** Rounds of calls. */
        CALLS,
        /** Bytes on the wire. */
        WIRE,
        /** Small calls beside large messages. */
        MIXED,
        /** Many connections. */
        CONNECTIONS,
        /** The first calls of fresh processes. */
        COLD,
        /** What the starter adds to an application's start, and its weight. */
        STARTUP
    }

    /** What can be written on the command line. */
    public static final String USAGE = """
            usage: rpc-benchmarks/run.sh [--full] [--option value]...
              --full                   everything, about two hours; without it the quick form, less than five minutes
              --sections <list>        of self, calls, wire, mixed, connections, cold, startup
              --peers <list>           of those that are built; "all"
              --methods <list>         of existUser, getUser, createUser, listUser, echo
              --latency-methods <list> the same for modes 1 and open
              --modes <list>           32 (threads), 256-async (calls outstanding), open-2000 (calls a second)
              --connections <list>     how many, for their section
              --rounds <n>             --window <seconds>      --warmup <seconds, of each peer in each mode
              --settle <seconds>       load before a window begins
              --max-foreign <cores>    repeat windows with more of others' CPU; 0: take every window
              --repeats <n>            how often at most
              --prof                   record one more window of each with JFR and print the top frames
              --out <directory>        for CSV, Markdown and SVG; rpc-benchmarks/target/e2e without this
              --newer-java <home>      a Java 21 or later for peers that need it""";

    private static final Map<String, String> QUICK = Map.ofEntries(
            Map.entry("sections", "calls,wire"),
            Map.entry("peers", "floor,pooled,ours"),
            Map.entry("methods", "existUser,getUser"),
            Map.entry("latency-methods", "existUser"),
            Map.entry("modes", "32,256-async"),
            Map.entry("connections", "1000"),
            Map.entry("rounds", "3"),
            Map.entry("window", "3"),
            Map.entry("warmup", "10"),
            Map.entry("settle", "0.5"),
            Map.entry("max-foreign", "0"),
            Map.entry("repeats", "2"),
            Map.entry("out", "rpc-benchmarks/target/e2e"),
            Map.entry("newer-java", ""));

    private static final Map<String, String> FULL = Map.of(
            "sections", "self,calls,wire,mixed,connections,cold,startup",
            "peers", "all",
            "methods", "existUser,getUser,createUser,listUser",
            "modes", "1,32,256-async,open-2000",
            "connections", "1000,20000",
            "rounds", "5",
            "window", "5",
            "warmup", "24",
            "settle", "1",
            "max-foreign", "0.1");

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException if it is not as {@link #USAGE} says
     */
    public static Options parse(String... args) {
        List<String> words = Arrays.asList(args);
        Map<String, String> values = new HashMap<>(QUICK);
        if (words.contains("--full")) {
            values.putAll(FULL);
        }
        for (int i = 0; i < args.length; i++) {
            String name = args[i].startsWith("--") ? args[i].substring(2) : "";
            if (name.equals("full") || name.equals("prof")) {
                continue;
            }
            if (!QUICK.containsKey(name) || i + 1 == args.length) {
                throw new IllegalArgumentException("\"" + args[i] + "\" is no option, or lacks its value\n" + USAGE);
            }
            values.put(name, args[++i]);
        }
        return of(values, words.contains("--prof"));
    }

    /** The methods to measure in a mode. */
    public List<Operation> operations(Mode mode) {
        return mode.showsLatency() ? latencyOperations : operations;
    }

    /** The same with one method. */
    Options only(Operation operation) {
        return new Options(
                sections,
                peers,
                List.of(operation),
                List.of(operation),
                modes,
                connections,
                rounds,
                window,
                warmUp,
                settle,
                maxForeignCores,
                repeats,
                profile,
                out,
                newerJava);
    }

    private static Options of(Map<String, String> values, boolean profile) {
        String newerJava = values.getOrDefault("newer-java", "");
        return new Options(
                list(values, "sections").stream()
                        .map(name -> Section.valueOf(name.toUpperCase(java.util.Locale.ROOT)))
                        .toList(),
                list(values, "peers"),
                list(values, "methods").stream().map(Operation::of).toList(),
                list(values, "latency-methods").stream().map(Operation::of).toList(),
                list(values, "modes").stream().map(Mode::parse).toList(),
                list(values, "connections").stream().map(Integer::valueOf).toList(),
                Integer.parseInt(values.getOrDefault("rounds", "")),
                seconds(values, "window"),
                seconds(values, "warmup"),
                seconds(values, "settle"),
                Double.parseDouble(values.getOrDefault("max-foreign", "")),
                Integer.parseInt(values.getOrDefault("repeats", "")),
                profile,
                Path.of(values.getOrDefault("out", "")),
                newerJava.isEmpty() ? Optional.empty() : Optional.of(Path.of(newerJava)));
    }

    private static List<String> list(Map<String, String> values, String name) {
        return List.of(values.getOrDefault(name, "").split(","));
    }

    private static Duration seconds(Map<String, String> values, String name) {
        String text = values.getOrDefault(name, "");
        String digits = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        return Duration.ofMillis(Math.round(Double.parseDouble(digits) * 1000));
    }
}
