package io.rpcboot.server;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A bean to export through one interface, and how. Immutable; made by {@link #of} and the {@code with} methods.
 *
 * @param serviceInterface the interface that is the contract
 * @param bean what implements it; calls go to exactly this object, so a proxy's advice applies
 * @param group the group; empty is the default group
 * @param version the version; empty is the default version
 * @param tag a free label to route by; empty is none
 * @param zone where it runs; empty is unknown
 * @param role {@code primary} or {@code backup}
 * @param weight its share of the calls in proportion to other instances' weights; 0 takes none
 * @param maxConcurrency how many calls of this service may be in progress at once; 0 has no limit but the server's
 * @param methodMaxConcurrency the same of single methods, by their Java name; overloads share a limit; 0 has none of its own
 * @param executor where its methods run, {@link RpcServer#DIRECT} for the transport's thread; null is the server's executor
 */
public record Export(
        Class<?> serviceInterface,
        Object bean,
        String group,
        String version,
        String tag,
        String zone,
        String role,
        int weight,
        int maxConcurrency,
        Map<String, Integer> methodMaxConcurrency,
        @Nullable Executor executor) {

    /** Checks the values. */
    public Export {
        Objects.requireNonNull(serviceInterface, "serviceInterface");
        Objects.requireNonNull(bean, "bean");
        if (!serviceInterface.isInstance(bean)) {
            throw new IllegalArgumentException(bean.getClass().getName() + " cannot be exported as "
                    + serviceInterface.getName() + ", which it does not implement");
        }
        methodMaxConcurrency = Map.copyOf(methodMaxConcurrency);
        refuseNegative(serviceInterface.getName(), maxConcurrency);
        methodMaxConcurrency.forEach(
                (method, limit) -> refuseNegative(serviceInterface.getName() + "." + method, limit));
    }

    private static void refuseNegative(String what, int maxConcurrency) {
        if (maxConcurrency < 0) {
            throw new IllegalArgumentException(
                    what + ": maxConcurrency " + maxConcurrency + " is negative; 0 is no limit");
        }
    }

    /** The bean, in the default group and version. */
    public static <T> Export of(Class<T> serviceInterface, T bean) {
        return new Export(serviceInterface, bean, "", "", "", "", "primary", 100, 0, Map.of(), null);
    }

    /** The same in another group. */
    public Export withGroup(String group) {
        return with(group, version, role, methodMaxConcurrency);
    }

    /** The same in another version. */
    public Export withVersion(String version) {
        return with(group, version, role, methodMaxConcurrency);
    }

    /**
     * The same with a limit of one method.
     *
     * @param method its Java name, which the interface must have
     * @param maxConcurrency how many calls of it may be in progress at once; 0 has no limit but the service's
     */
    public Export withMethodMaxConcurrency(String method, int maxConcurrency) {
        Map<String, Integer> limits = new HashMap<>(methodMaxConcurrency);
        limits.put(method, maxConcurrency);
        return with(group, version, role, limits);
    }

    /** The same as a {@code primary} or as a {@code backup}, which is called only while no primary can be. */
    public Export withRole(String role) {
        return with(group, version, role, methodMaxConcurrency);
    }

    private Export with(String group, String version, String role, Map<String, Integer> limits) {
        return new Export(
                serviceInterface, bean, group, version, tag, zone, role, weight, maxConcurrency, limits, executor);
    }
}
