package io.rpcboot.schema;

import org.jspecify.annotations.Nullable;

/** One row of the mapping table. */
@FunctionalInterface
interface Row {

    /**
     * The type's shape; null if the row is not about it.
     *
     * @param path where the type stands, for errors
     * @param shapes for the types that this one is made of
     * @throws SchemaException if the row is about the type but this one cannot be mapped
     */
    @Nullable
    TypeShape map(JavaType type, String path, ShapeReader shapes);
}
