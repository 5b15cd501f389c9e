package io.rpcboot.benchmarks.e2e.report;

import java.util.Arrays;
import java.util.Locale;

/** A line that must be reached: by the median of at least five rounds, while two thirds of them come within 0.08 of it. */
final class Gate {

    static final int ROUNDS = 5;
    static final double TOLERANCE = 0.08;

    private final int line;
    private final String claim;
    private final double target;
    private final boolean atLeast;
    private final double[] values;

    /**
     * Holds values against a target.
     *
     * @param line of the list of promises
     * @param claim in words
     * @param atLeast whether more is better
     * @param values by round; empty if nothing was measured
     */
    Gate(int line, String claim, double target, boolean atLeast, double... values) {
        this.line = line;
        this.claim = claim;
        this.target = target;
        this.atLeast = atLeast;
        this.values = values.clone();
    }

    /** How it went. */
    enum Verdict {
        PASS,
        FAIL,
        PASS_BUT_TOO_FEW_ROUNDS,
        FAIL_BUT_TOO_FEW_ROUNDS
    }

    Verdict verdict() {
        boolean holds = reaches(median(), 0) && 3 * near() >= 2L * values.length;
        if (values.length < ROUNDS) {
            return holds ? Verdict.PASS_BUT_TOO_FEW_ROUNDS : Verdict.FAIL_BUT_TOO_FEW_ROUNDS;
        }
        return holds ? Verdict.PASS : Verdict.FAIL;
    }

    private double median() {
        return Results.median(values).orElse(Double.NaN);
    }

    private long near() {
        return Arrays.stream(values).filter(value -> reaches(value, TOLERANCE)).count();
    }

    private boolean reaches(double value, double tolerance) {
        return atLeast ? value >= target - tolerance : value <= target + tolerance;
    }

    boolean isMeasured() {
        return values.length > 0;
    }

    /** A row of a Markdown table. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "| %d | %s | %s %.2f | %.2f | %d of %d | %s |",
                line,
                claim,
                atLeast ? "≥" : "≤",
                target,
                median(),
                near(),
                values.length,
                verdict());
    }
}
