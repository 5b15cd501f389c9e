package io.rpcboot.registry.zookeeper;

import java.util.Objects;

/**
 * What a consumer says of itself in the registry, so that people see who uses what.
 *
 * @param processId unique to one start of one process
 * @param application the application's name; may be empty
 * @param host where it runs
 * @param pid the operating system's number of it
 */
public record ConsumerInfo(String processId, String application, String host, long pid) {

    /** Checks that nothing is null. */
    public ConsumerInfo {
        Objects.requireNonNull(processId, "processId");
        Objects.requireNonNull(application, "application");
        Objects.requireNonNull(host, "host");
    }
}
