package io.rpcboot.client;

import io.rpcboot.schema.JavaType;
import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a method returns that has nothing to return. */
final class EmptyResult {

    private EmptyResult() {}

    /**
     * Zero or false of a primitive, an empty collection, array or optional, else null; of a method that returns a stage,
     * what that completes with.
     */
    static @Nullable Object of(Class<?> serviceInterface, Method method) {
        String path = serviceInterface.getSimpleName() + "." + method.getName();
        JavaType type = JavaType.resolve(
                method.getGenericReturnType(),
                JavaType.of(serviceInterface).variablesOf(method.getDeclaringClass(), path),
                path);
        return of(
                CompletionStage.class.isAssignableFrom(type.raw())
                        ? type.arguments().get(0).raw()
                        : type.raw());
    }

    private static @Nullable Object of(Class<?> type) {
        if (type.isPrimitive() && type != void.class) {
            return Array.get(Array.newInstance(type, 1), 0);
        }
        if (type.isArray()) {
            return Array.newInstance(type.getComponentType(), 0);
        }
        if (type == List.class || type == Collection.class) {
            return Collections.emptyList(); // which, unlike List.of(), may be asked whether it contains null
        }
        if (type == Set.class) {
            return Collections.emptySet();
        }
        if (type == Map.class) {
            return Collections.emptyMap();
        }
        if (type == Optional.class) {
            return Optional.empty();
        }
        if (type == OptionalInt.class) {
            return OptionalInt.empty();
        }
        if (type == OptionalLong.class) {
            return OptionalLong.empty();
        }
        return type == OptionalDouble.class ? OptionalDouble.empty() : null;
    }
}
