package io.rpcboot.benchmarks.e2e.report;

import java.util.Locale;

/**
 * One measured value that is no {@link Window}'s.
 *
 * @param section of the run
 * @param peer whose
 * @param name what, with its unit
 * @param round from 1
 */
public record Figure(String section, String peer, String name, int round, double value) {

    /** The first line of a CSV file. */
    public static final String CSV_HEADER = "section,peer,name,round,value";

    /** A line of a CSV file. */
    public String toCsv() {
        return String.format(Locale.ROOT, "%s,%s,%s,%d,%.3f", section, peer, name, round, value);
    }
}
