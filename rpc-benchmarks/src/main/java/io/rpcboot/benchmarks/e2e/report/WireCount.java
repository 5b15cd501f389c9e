package io.rpcboot.benchmarks.e2e.report;

import java.util.Locale;

/**
 * Bytes that a call takes on its TCP connection, once the connection has seen a few.
 *
 * @param request to the server
 * @param response to the client
 */
public record WireCount(String peer, String method, double request, double response) {

    /** The first line of a CSV file. */
    public static final String CSV_HEADER = "peer,method,request_bytes,response_bytes";

    /** A line of a CSV file. */
    public String toCsv() {
        return String.format(Locale.ROOT, "%s,%s,%.2f,%.2f", peer, method, request, response);
    }
}
