package io.rpcboot.benchmarks.e2e.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Holds results against what this project promises of its speed. Ratios are of one round each. */
public final class Verdict {

    private static final String OURS = "ours";
    private static final String DIRECT = "ours-direct";
    private static final String EXIST_USER = "existUser";
    private static final String LIST_USER = "listUser";
    private static final List<String> SMALL = List.of(EXIST_USER, "getUser", "createUser");
    private static final List<String> ALL = List.of(EXIST_USER, "getUser", "createUser", LIST_USER);
    private static final List<String> POOLED_PEERS = List.of("grpc", "dubbo", "dubbo-tri");

    /** What an existUser request and its response are as protobuf. */
    private static final int REQUEST_PAYLOAD = 24;

    private static final int RESPONSE_PAYLOAD = 2;

    private final Results results;
    private final List<Gate> gates = new ArrayList<>();

    private Verdict(Results results) {
        this.results = results;
    }

    /** A Markdown table with a row for each part of each promise. */
    public static String of(Results results) {
        Verdict verdict = new Verdict(results);
        verdict.defaults();
        verdict.direct();
        verdict.asynchronous();
        verdict.cost();
        verdict.wire();
        verdict.mixed();
        verdict.start();
        return "\n**Verdict** (the median reaches the target, two thirds of at least " + Gate.ROUNDS
                + " rounds come within " + Gate.TOLERANCE + ")\n\n"
                + "| line | claim | target | median | rounds within | verdict |\n|---:|---|---:|---:|---:|---|\n"
                + verdict.gates.stream()
                        .filter(Gate::isMeasured)
                        .map(gate -> gate + "\n")
                        .collect(Collectors.joining())
                + "\nNot measured: "
                + verdict.gates.stream().filter(gate -> !gate.isMeasured()).count() + " of " + verdict.gates.size()
                + "\n";
    }

    private void defaults() {
        for (String method : ALL) {
            ratio(1, OURS, Tables.POOLED, method, "32", "calls/s", Window::callsPerSecond, 0.90, true);
        }
        for (String method : ALL) {
            double target = method.equals(LIST_USER) ? 1.6 : 2.5;
            gates.add(new Gate(
                    1,
                    method + ", 32: ours ÷ best of " + String.join(", ", POOLED_PEERS) + ", calls/s",
                    target,
                    true,
                    ratiosToBest(method)));
        }
    }

    /** Ours divided by the best of the peers with default settings, round by round; empty unless all were measured. */
    private double[] ratiosToBest(String method) {
        List<double[]> ratios = POOLED_PEERS.stream()
                .map(peer -> results.ratios(OURS, peer, method, "32", Window::callsPerSecond))
                .toList();
        int rounds = ratios.stream().mapToInt(values -> values.length).min().orElse(0);
        return IntStream.range(0, rounds)
                .mapToDouble(round -> ratios.stream()
                        .mapToDouble(values -> values[round])
                        .min()
                        .orElseThrow())
                .toArray();
    }

    private void direct() {
        for (String method : ALL) {
            ratio(2, DIRECT, Tables.FLOOR, method, "32", "calls/s", Window::callsPerSecond, 0.90, true);
        }
        for (String method : SMALL) {
            ratio(2, DIRECT, "grpc-direct", method, "32", "calls/s", Window::callsPerSecond, 2.5, true);
        }
    }

    private void asynchronous() {
        for (String method : ALL) {
            ratio(3, OURS, Tables.POOLED, method, "256-async", "calls/s", Window::callsPerSecond, 0.85, true);
        }
        for (String method : ALL) {
            double target = method.equals(EXIST_USER) ? 0.70 : 0.80;
            ratio(3, DIRECT, Tables.FLOOR, method, "256-async", "calls/s", Window::callsPerSecond, target, true);
        }
    }

    private void cost() {
        ratio(4, OURS, Tables.POOLED, EXIST_USER, "1", "CPU a call", Window::cpuPerMillion, 1.25, false);
        allocation(OURS, Tables.POOLED);
        allocation(DIRECT, Tables.FLOOR);
        for (String method : ALL) {
            ratio(5, OURS, Tables.POOLED, method, "32", "CPU a call", Window::cpuPerMillion, 1.2, false);
        }
    }

    private void allocation(String peer, String other) {
        ratio(5, peer, other, EXIST_USER, "32", "bytes allocated, client", Window::clientBytesPerCall, 1.5, false);
        ratio(5, peer, other, EXIST_USER, "32", "bytes allocated, server", Window::serverBytesPerCall, 1.5, false);
    }

    private void ratio(
            int line,
            String peer,
            String other,
            String method,
            String mode,
            String what,
            ToDoubleFunction<Window> figure,
            double target,
            boolean atLeast) {
        gates.add(new Gate(
                line,
                method + ", " + mode + ": " + peer + " ÷ " + other + ", " + what,
                target,
                atLeast,
                results.ratios(peer, other, method, mode, figure)));
    }

    /** Counted, not timed: once is enough. */
    private void wire() {
        for (WireCount count : results.wire()) {
            if (count.peer().equals(OURS) && count.method().equals(EXIST_USER)) {
                exact(6, "existUser request, bytes above its payload", count.request() - REQUEST_PAYLOAD, 24);
                exact(6, "existUser response, bytes above its payload", count.response() - RESPONSE_PAYLOAD, 24);
            }
        }
    }

    private void exact(int line, String claim, double value, double target) {
        double[] values = new double[Gate.ROUNDS];
        Arrays.fill(values, value);
        gates.add(new Gate(line, claim, target, false, values));
    }

    private void mixed() {
        gates.add(new Gate(
                7,
                "existUser, open-2000: p99 beside 1 MB messages ÷ alone",
                5,
                false,
                quotients(
                        results.figures("mixed", OURS, "p99 beside µs"),
                        results.figures("mixed", OURS, "p99 alone µs"))));
    }

    private void start() {
        gates.add(new Gate(
                8,
                "start of an application, s: with the starter − bare",
                0.5,
                false,
                differences(
                        results.figures("startup", "starter", "start s"),
                        results.figures("startup", "bare", "start s"))));
        for (double megabytes : results.figures("startup", "starter", "added jars MB")) {
            exact(8, "jars that the starter adds, MB", megabytes, 15);
        }
        gates.add(new Gate(
                8,
                "calls 1,001–2,000 from a cold start: ours ÷ grpc, median latency",
                1,
                false,
                quotients(results.figures("cold", OURS, "median µs"), results.figures("cold", "grpc", "median µs"))));
    }

    private static double[] quotients(double[] dividends, double[] divisors) {
        return IntStream.range(0, Math.min(dividends.length, divisors.length))
                .mapToDouble(i -> dividends[i] / divisors[i])
                .toArray();
    }

    private static double[] differences(double[] minuends, double[] subtrahends) {
        return IntStream.range(0, Math.min(minuends.length, subtrahends.length))
                .mapToDouble(i -> minuends[i] - subtrahends[i])
                .toArray();
    }
}
