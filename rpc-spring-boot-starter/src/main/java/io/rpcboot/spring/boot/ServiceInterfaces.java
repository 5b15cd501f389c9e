package io.rpcboot.spring.boot;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.util.ClassUtils;

/** Finds the interface through which a class is exported. */
final class ServiceInterfaces {

    /** Interfaces that a bean implements for its container's or the JDK's sake, not for callers. */
    private static final List<String> INFRASTRUCTURE =
            List.of("java.", "javax.", "jakarta.", "org.springframework.", "kotlin.", "groovy.");

    private ServiceInterfaces() {}

    /**
     * The one interface that can be meant.
     *
     * @param where names the bean in messages
     */
    static Class<?> find(Class<?> type, String where) {
        Collection<Class<?>> candidates = candidates(type);
        if (candidates.size() == 1) {
            return candidates.iterator().next();
        }
        if (candidates.isEmpty()) {
            throw new RpcStartException(
                    where + " is annotated @RpcService, but " + type.getName() + " implements no interface to export.",
                    "Let the class implement the interface that its callers use.");
        }
        List<String> names = candidates.stream().map(Class::getName).toList();
        throw new RpcStartException(
                where + " is annotated @RpcService, and " + type.getName() + " implements several interfaces: "
                        + String.join(", ", names) + ".",
                "Say which one to export: @RpcService(interfaceClass = "
                        + candidates.iterator().next().getSimpleName() + ".class).");
    }

    private static Collection<Class<?>> candidates(Class<?> type) {
        Set<Class<?>> all = new LinkedHashSet<>();
        if (type.isInterface()) {
            all.add(type);
        } else {
            for (Class<?> one : ClassUtils.getAllInterfacesForClassAsSet(type)) {
                if (INFRASTRUCTURE.stream().noneMatch(one.getName()::startsWith) && one.getMethods().length > 0) {
                    all.add(one);
                }
            }
        }
        Set<Class<?>> mostSpecific = new LinkedHashSet<>(all);
        mostSpecific.removeIf(one -> all.stream().anyMatch(other -> other != one && one.isAssignableFrom(other)));
        return mostSpecific;
    }
}
