package io.rpcboot.schema;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collections and arrays. */
final class RepeatedRow implements Row {

    private static final Set<Class<?>> COLLECTIONS = Set.of(List.class, Set.class, Collection.class);

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        if (type.raw() == Set.class && type.argument(0).raw().isArray()) {
            throw new SchemaException(
                    path + "[]",
                    type.argument(0) + " in a Set is equal to no other; use a List, or a type with equals");
        }
        return COLLECTIONS.contains(type.raw()) || type.raw().isArray()
                ? new RepeatedShape(type.raw(), shapes.value(type.argument(0), path + "[]"))
                : null;
    }
}
