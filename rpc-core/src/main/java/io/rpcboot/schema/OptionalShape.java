package io.rpcboot.schema;

/**
 * A value that may be absent.
 *
 * @param javaType {@link java.util.Optional} or one of its primitive siblings
 * @param value the value
 */
public record OptionalShape(Class<?> javaType, ValueShape value) implements TypeShape {}
