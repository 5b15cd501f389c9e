package io.rpcboot.schema;

import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcField;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Enums. */
final class EnumRow implements Row {

    @Override
    @SuppressWarnings("EnumOrdinal") // the order of declaration is what numbers them
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        if (!type.raw().isEnum()) {
            return null;
        }
        Class<?> raw = type.raw();
        List<Enum<?>> constants = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        Enum<?> unknown = null;
        FieldNumbers taken = FieldNumbers.of(raw, path);
        for (Object each : raw.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) each;
            if (constant.name().equals("UNSPECIFIED")) {
                throw new SchemaException(
                        path,
                        raw.getName() + ".UNSPECIFIED: protobuf's number 0 stands for null and has this name; rename"
                                + " the constant");
            }
            Field field = field(raw, constant);
            numbers.add(taken.next(
                    constant.name(),
                    constant.ordinal() + 1,
                    field.getAnnotation(RpcField.class),
                    path + "." + constant.name()));
            constants.add(constant);
            if (field.isAnnotationPresent(RpcEnumDefault.class)) {
                if (unknown != null) {
                    throw new SchemaException(
                            path,
                            raw.getName() + " has @RpcEnumDefault on " + unknown.name() + " and on " + constant.name()
                                    + "; keep one");
                }
                unknown = constant;
            }
        }
        if (constants.isEmpty()) {
            throw new SchemaException(path, raw.getName() + " has no constants; give it one");
        }
        return new EnumShape(raw, constants, numbers, taken.reserved(), unknown);
    }

    private static Field field(Class<?> type, Enum<?> constant) {
        try {
            return type.getDeclaredField(constant.name());
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e); // each constant is a field
        }
    }
}
