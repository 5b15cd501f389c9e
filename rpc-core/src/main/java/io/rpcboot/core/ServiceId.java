package io.rpcboot.core;

import java.util.Objects;

/**
 * Which of the services of one interface.
 *
 * @param name the service's wire name: the interface's full name, or what {@code @RpcContract} says
 * @param group the group; empty is the default group
 * @param version the version; empty is the default version
 */
public record ServiceId(String name, String group, String version) {

    /** Checks that nothing is null. */
    public ServiceId {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(version, "version");
    }

    /** The service of this name in the default group and version. */
    public static ServiceId of(String name) {
        return new ServiceId(name, "", "");
    }

    /** {@code name}, followed by {@code [group=g, version=v]} where they are not the default. */
    @Override
    public String toString() {
        if (group.isEmpty() && version.isEmpty()) {
            return name;
        }
        String separator = group.isEmpty() || version.isEmpty() ? "" : ", ";
        return name + "[" + (group.isEmpty() ? "" : "group=" + group) + separator
                + (version.isEmpty() ? "" : "version=" + version) + "]";
    }
}
