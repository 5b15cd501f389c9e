package io.rpcboot.schema;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value of one of protobuf's scalar types.
 *
 * @param javaType the Java type, primitive or not
 * @param type the type on the wire
 * @param conversion how to get from one to the other; null if the Java type is the one that {@link ProtoType} names
 */
public record ScalarShape(
        Class<?> javaType, ProtoType type, @Nullable Conversion conversion) implements ValueShape {

    /**
     * How a Java type travels as another. Both functions may throw any {@link RuntimeException} for a value that
     * has no counterpart; its message is for the one who reads the error.
     *
     * @param toWire from the Java type to the {@link ProtoType}'s
     * @param fromWire back
     */
    public record Conversion(Function<Object, Object> toWire, Function<Object, Object> fromWire) {}
}
