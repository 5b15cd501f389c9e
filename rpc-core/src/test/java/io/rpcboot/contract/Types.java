package io.rpcboot.contract;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Java's generic types, with their variables replaced. */
final class Types {

    private Types() {}

    private record Parameterized(Class<?> raw, List<Type> arguments) implements ParameterizedType {
        @Override
        public Type[] getActualTypeArguments() {
            return arguments.toArray(Type[]::new);
        }

        @Override
        public Type getRawType() {
            return raw;
        }

        @Override
        public Type getOwnerType() {
            return raw.getDeclaringClass();
        }
    }

    private record ArrayOf(Type getGenericComponentType) implements GenericArrayType {}

    static Type resolve(Type type, Map<TypeVariable<?>, Type> variables) {
        if (type instanceof TypeVariable<?> variable) {
            return variables.get(variable);
        }
        if (type instanceof ParameterizedType parameterized) {
            return new Parameterized(
                    (Class<?>) parameterized.getRawType(),
                    Stream.of(parameterized.getActualTypeArguments())
                            .map(argument -> resolve(argument, variables))
                            .toList());
        }
        return type instanceof GenericArrayType array
                ? new ArrayOf(resolve(array.getGenericComponentType(), variables))
                : type;
    }

    static Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        return type instanceof GenericArrayType array
                ? Array.newInstance(raw(array.getGenericComponentType()), 0).getClass()
                : (Class<?>) type;
    }

    /** Of an array its component, of another type its type argument at the index. */
    static Type argument(Type type, int index) {
        if (type instanceof GenericArrayType array) {
            return array.getGenericComponentType();
        }
        return type instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[index]
                : ((Class<?>) type).getComponentType();
    }

    /** What a type's variables stand for. */
    static Map<TypeVariable<?>, Type> variables(Type type, Map<TypeVariable<?>, Type> outer) {
        Map<TypeVariable<?>, Type> variables = new HashMap<>();
        if (type instanceof ParameterizedType parameterized) {
            TypeVariable<?>[] declared = raw(type).getTypeParameters();
            for (int i = 0; i < declared.length; i++) {
                variables.put(declared[i], resolve(parameterized.getActualTypeArguments()[i], outer));
            }
        }
        return variables;
    }
}
