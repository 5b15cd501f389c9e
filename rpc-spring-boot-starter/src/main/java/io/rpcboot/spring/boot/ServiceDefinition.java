package io.rpcboot.spring.boot;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A bean to export, with what annotation and configuration say of it.
 *
 * @param beanName the bean
 * @param serviceInterface the contract
 * @param methodMaxConcurrency by the methods' Java names
 * @param executor what {@link HandlerExecutors} understands; null for the default
 */
record ServiceDefinition(
        String beanName,
        Class<?> serviceInterface,
        String group,
        String version,
        String tag,
        String zone,
        String role,
        int weight,
        int maxConcurrency,
        Map<String, Integer> methodMaxConcurrency,
        @Nullable String executor) {

    /** Whether that is the same service for a caller. */
    boolean is(Class<?> type, String group, String version) {
        return serviceInterface == type && this.group.equals(group) && this.version.equals(version);
    }

    /** The interface's name, with group and version where they are not the default. */
    String label() {
        return new io.rpcboot.core.ServiceId(serviceInterface.getName(), group, version).toString();
    }
}
