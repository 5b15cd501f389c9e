package io.rpcboot.schema;

/** A single value: a scalar, an enum or a message. */
public sealed interface ValueShape extends TypeShape permits ScalarShape, EnumShape, MessageShape, ForeignShape {}
