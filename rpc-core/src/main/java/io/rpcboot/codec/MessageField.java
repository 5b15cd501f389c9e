package io.rpcboot.codec;

import java.lang.invoke.MethodHandle;

/**
 * A field and where its value is.
 *
 * @param codec writes and reads what is held; where that is a primitive, its box
 * @param getter {@code (Object)T}, from the owner; {@code T} is a primitive or Object
 */
record MessageField(FieldCodec codec, MethodHandle getter) {

    Class<?> type() {
        return getter.type().returnType();
    }

    boolean isPrimitive() {
        return type().isPrimitive();
    }
}
