package io.rpcboot.schema;

/** What a field holds: one value, perhaps none, several, or a map. */
public sealed interface TypeShape permits ValueShape, OptionalShape, RepeatedShape, MapShape {}
