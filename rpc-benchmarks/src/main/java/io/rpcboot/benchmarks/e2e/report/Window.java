package io.rpcboot.benchmarks.e2e.report;

import java.util.Locale;

/**
 * What was measured of one peer in one window.
 *
 * @param round from 1
 * @param callsPerSecond without those that failed
 * @param p50 latency in microseconds, as the others
 * @param clientCpuPerMillion CPU seconds a million calls
 * @param clientBytesPerCall allocated on the heap
 * @param clientResident bytes at the window's end
 * @param foreignCores CPU that others used, in cores
 */
public record Window(
        String peer,
        String method,
        String mode,
        int round,
        double callsPerSecond,
        long errors,
        double p50,
        double p90,
        double p99,
        double p999,
        double max,
        double clientCpuPerMillion,
        double serverCpuPerMillion,
        double clientBytesPerCall,
        double serverBytesPerCall,
        long clientResident,
        long serverResident,
        double foreignCores) {

    /** The first line of a CSV file. */
    public static final String CSV_HEADER =
            "peer,method,mode,round,calls_per_s,errors,p50_us,p90_us,p99_us,p999_us,max_us,"
                    + "client_cpu_s_per_million,server_cpu_s_per_million,client_bytes_per_call,server_bytes_per_call,"
                    + "client_rss,server_rss,foreign_cores";

    /** CPU seconds a million calls, of both processes. */
    public double cpuPerMillion() {
        return clientCpuPerMillion + serverCpuPerMillion;
    }

    /** A line of a CSV file. */
    public String toCsv() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%s,%d,%.1f,%d,%.1f,%.1f,%.1f,%.1f,%.1f,%.3f,%.3f,%.1f,%.1f,%d,%d,%.3f",
                peer,
                method,
                mode,
                round,
                callsPerSecond,
                errors,
                p50,
                p90,
                p99,
                p999,
                max,
                clientCpuPerMillion,
                serverCpuPerMillion,
                clientBytesPerCall,
                serverBytesPerCall,
                clientResident,
                serverResident,
                foreignCores);
    }
}
