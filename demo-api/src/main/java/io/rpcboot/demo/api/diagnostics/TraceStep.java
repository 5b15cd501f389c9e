package io.rpcboot.demo.api.diagnostics;

/**
 * One step of one call, as one process saw it.
 *
 * @param server the name of that process
 * @param method the called method, {@code Service/method} with the service's simple name
 * @param stage the name of a {@code CallTracer.Stage}
 * @param bytes the size of what the step made or moved; 0 where it made nothing
 * @param micros when, in microseconds since 1970 by the clock of the machine
 */
public record TraceStep(String server, String method, String stage, int bytes, long micros) {}
