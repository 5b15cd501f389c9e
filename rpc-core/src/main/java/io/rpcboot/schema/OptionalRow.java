package io.rpcboot.schema;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** {@link Optional} and its primitive siblings. */
final class OptionalRow implements Row {

    private static final Map<Class<?>, ScalarShape> PRIMITIVE = Map.of(
            OptionalInt.class, ScalarRow.of(Integer.class),
            OptionalLong.class, ScalarRow.of(Long.class),
            OptionalDouble.class, ScalarRow.of(Double.class));

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        ScalarShape primitive = PRIMITIVE.get(type.raw());
        if (primitive != null) {
            return new OptionalShape(type.raw(), primitive);
        }
        if (type.raw() != Optional.class) {
            return null;
        }
        TypeShape value = shapes.type(type.argument(0), path);
        if (value instanceof ValueShape single) {
            return new OptionalShape(Optional.class, single);
        }
        if (value instanceof OptionalShape) {
            throw new SchemaException(path, type + " is absent in two ways; use one Optional");
        }
        throw new SchemaException(path, type + ": absent and empty are the same on the wire; use " + type.argument(0));
    }
}
