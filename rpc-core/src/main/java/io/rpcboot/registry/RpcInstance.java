package io.rpcboot.registry;

import io.rpcboot.core.ServiceId;
import java.util.Objects;

/**
 * One service as exported by one process: what a registry stores and hands out.
 *
 * @param service which service
 * @param processId the process, unique to one start of it: {@code host:port-random}; {@link #ANYBODY} if unknown
 * @param host where consumers reach it
 * @param port where consumers reach it
 * @param attributes all else that consumers choose by
 */
public record RpcInstance(ServiceId service, String processId, String host, int port, Attributes attributes) {

    /** The process id of an instance that no registry vouches for: whoever answers at its address is right. */
    public static final String ANYBODY = "";

    /** Checks the values. */
    public RpcInstance {
        Objects.requireNonNull(service, "service");
        Objects.requireNonNull(processId, "processId");
        Objects.requireNonNull(attributes, "attributes");
        if (host.isBlank()) {
            throw new IllegalArgumentException(service + ": an instance needs a host");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException(service + " at " + host + ": port " + port + " is not within 1..65535");
        }
    }

    /**
     * What consumers choose by.
     *
     * @param application the name of the application that exports it; empty if it has none
     * @param tag a free label to route by; empty is none
     * @param zone where it runs; empty is unknown
     * @param role {@code primary} or {@code backup}
     * @param weight its share of the calls in proportion to other instances' weights; 0 takes none
     * @param fingerprint the contract's fingerprint; 0 is unknown
     */
    public record Attributes(String application, String tag, String zone, String role, int weight, long fingerprint) {

        /** The weight of an instance that says nothing. */
        public static final int DEFAULT_WEIGHT = 100;

        /** The role of an instance that says nothing. */
        public static final String PRIMARY = "primary";

        /** The role of an instance that is called only while no primary can be. */
        public static final String BACKUP = "backup";

        /** Of an instance that says nothing. */
        public static final Attributes DEFAULT = new Attributes("", "", "", PRIMARY, DEFAULT_WEIGHT, 0);

        /** Checks the values. */
        public Attributes {
            Objects.requireNonNull(application, "application");
            Objects.requireNonNull(tag, "tag");
            Objects.requireNonNull(zone, "zone");
            Objects.requireNonNull(role, "role");
            if (weight < 0) {
                throw new IllegalArgumentException("weight " + weight + " is negative; 0 takes an instance out of use");
            }
        }
    }

    /** {@code host:port}. */
    public String address() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
