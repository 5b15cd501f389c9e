package io.rpcboot.schema;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Maps. */
final class MapRow implements Row {

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        return type.raw() == Map.class
                ? new MapShape(
                        shapes.value(type.argument(0), path + "[key]"),
                        shapes.value(type.argument(1), path + "[value]"))
                : null;
    }
}
