package io.rpcboot.demo.api.diagnostics;

import java.util.Map;

/**
 * How a server process is doing.
 *
 * @param server its name
 * @param pid the operating system's id of it
 * @param calls how many calls it answered, by {@code Service/method} with the service's simple name
 */
public record ServerStatus(String server, long pid, Map<String, Long> calls) {}
