package io.rpcboot.schema;

/**
 * Several values.
 *
 * @param javaType {@link java.util.List}, {@link java.util.Set}, {@link java.util.Collection} or an array class
 * @param element one of them
 */
public record RepeatedShape(Class<?> javaType, ValueShape element) implements TypeShape {}
