package io.rpcboot.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps. */
final class MapRow implements Row {

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        if (type.raw() != Map.class) {
            return null;
        }
        if (type.argument(0).raw().isArray()) {
            throw new SchemaException(
                    path + "[key]", type.argument(0) + " as key is equal to no other; use a type with equals");
        }
        return new MapShape(
                shapes.value(type.argument(0), path + "[key]"), shapes.value(type.argument(1), path + "[value]"));
    }
}
