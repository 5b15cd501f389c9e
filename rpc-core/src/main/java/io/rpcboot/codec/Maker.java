package io.rpcboot.codec;

import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an object is made of what its fields hold. After the constructor every setter is called, also for what is
 * absent: an initial value must not remain.
 *
 * @param constructor {@code (T…)Object}, with the fields' types, Object for what is no field
 * @param parameters for each of its parameters the index of the field, or -1 for null
 * @param setters for each field {@code (Object, T)void}, or null
 */
record Maker(MethodHandle constructor, List<Integer> parameters, List<@Nullable MethodHandle> setters) {}
