package io.rpcboot.schema;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An enum. Number 0, the unspecified value, stands for null.
 *
 * @param javaType the enum class
 * @param constants in the order of their declaration
 * @param numbers the constants' numbers
 * @param reserved the numbers that no constant may have, ascending
 * @param unknown the constant that stands in for unknown numbers; null if they are errors
 */
public record EnumShape(
        Class<?> javaType,
        List<Enum<?>> constants,
        List<Integer> numbers,
        List<Integer> reserved,
        @Nullable Enum<?> unknown)
        implements ValueShape {

    /** Copies the lists. */
    public EnumShape {
        constants = List.copyOf(constants);
        numbers = List.copyOf(numbers);
        reserved = List.copyOf(reserved);
    }
}
