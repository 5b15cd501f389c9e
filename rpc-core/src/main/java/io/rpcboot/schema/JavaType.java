package io.rpcboot.schema;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A Java type without variables: {@code Page<User>} and {@code Page<Group>} are two.
 *
 * @param raw the class
 * @param arguments what its type parameters stand for; of an array its component type
 */
public record JavaType(Class<?> raw, List<JavaType> arguments) {

    /** Deeper than anyone writes; reached only by types that grow without end, as {@code record N<T>(N<List<T>> n)}. */
    private static final int MAX_DEPTH = 16;

    /** Copies the list. */
    public JavaType {
        arguments = List.copyOf(arguments);
    }

    /** A class that has no type parameters. */
    public static JavaType of(Class<?> raw) {
        return new JavaType(raw, List.of());
    }

    /**
     * The type, with its variables replaced.
     *
     * @param path where the type stands, for errors
     * @throws SchemaException if it has a wildcard, a variable without a value or is raw
     */
    public static JavaType resolve(Type type, Map<TypeVariable<?>, JavaType> variables, String path) {
        return resolve(type, variables, path, 0);
    }

    private static JavaType resolve(Type type, Map<TypeVariable<?>, JavaType> variables, String path, int depth) {
        if (type instanceof Class<?> raw) {
            if (raw.isArray()) {
                return array(raw, resolve(raw.getComponentType(), variables, path, depth));
            }
            if (raw.getTypeParameters().length > 0) {
                throw new SchemaException(
                        path, "raw type " + raw.getName() + "; write what its type parameters stand for");
            }
            return of(raw);
        }
        if (type instanceof TypeVariable<?> variable) {
            JavaType value = variables.get(variable);
            if (value == null) {
                throw new SchemaException(
                        path, "type variable " + variable + " stands for no type here; use a concrete type");
            }
            return checkDepth(value, path);
        }
        if (type instanceof ParameterizedType parameterized) {
            List<JavaType> arguments = new ArrayList<>();
            for (Type argument : parameterized.getActualTypeArguments()) {
                arguments.add(resolve(argument, variables, path, depth + 1));
            }
            return checkDepth(new JavaType((Class<?>) parameterized.getRawType(), arguments), path);
        }
        if (type instanceof GenericArrayType array) {
            JavaType component = resolve(array.getGenericComponentType(), variables, path, depth);
            return array(component.raw.arrayType(), component);
        }
        if (type instanceof WildcardType) {
            throw new SchemaException(path, "wildcard " + type.getTypeName() + "; use a concrete type argument");
        }
        throw new SchemaException(path, type.getTypeName() + " is a kind of type that is not known");
    }

    private static JavaType array(Class<?> raw, JavaType component) {
        return new JavaType(raw, List.of(component));
    }

    private static JavaType checkDepth(JavaType type, String path) {
        if (type.depth() > MAX_DEPTH) {
            throw new SchemaException(path, type.raw.getName() + " contains ever deeper instances of itself");
        }
        return type;
    }

    private int depth() {
        return 1 + arguments.stream().mapToInt(JavaType::depth).max().orElse(0);
    }

    /** The values of the class's type parameters. */
    public Map<TypeVariable<?>, JavaType> variables() {
        Map<TypeVariable<?>, JavaType> variables = new HashMap<>();
        if (!raw.isArray()) {
            for (int i = 0; i < arguments.size(); i++) {
                variables.put(raw.getTypeParameters()[i], arguments.get(i));
            }
        }
        return variables;
    }

    /**
     * What the variables stand for that a supertype's members mention.
     *
     * @param supertype a class or interface that this type extends or implements, or its own
     * @param path where the type stands, for errors
     */
    public Map<TypeVariable<?>, JavaType> variablesOf(Class<?> supertype, String path) {
        Map<TypeVariable<?>, JavaType> found = search(supertype, path);
        if (found == null) {
            throw new IllegalArgumentException(supertype + " is no supertype of " + this);
        }
        return found;
    }

    private @Nullable Map<TypeVariable<?>, JavaType> search(Class<?> supertype, String path) {
        if (raw == supertype) {
            return variables();
        }
        List<Type> parents = new ArrayList<>(List.of(raw.getGenericInterfaces()));
        if (raw.getGenericSuperclass() != null) {
            parents.add(raw.getGenericSuperclass());
        }
        for (Type parent : parents) {
            if (supertype.isAssignableFrom(rawOf(parent))) {
                return resolve(parent, variables(), path).search(supertype, path);
            }
        }
        return null;
    }

    private static Class<?> rawOf(Type type) {
        return (Class<?>) (type instanceof ParameterizedType parameterized ? parameterized.getRawType() : type);
    }

    /** The type argument at this index; of an array, at 0, its component type. */
    JavaType argument(int index) {
        return arguments.get(index);
    }

    /** A name for a message of this type, {@code PageOfUser}. */
    String messageName() {
        if (raw.isArray()) {
            return argument(0).messageName() + "Array";
        }
        String simple = Names.upperFirst(raw.getSimpleName());
        return arguments.isEmpty()
                ? simple
                : simple + "Of" + arguments.stream().map(JavaType::messageName).collect(Collectors.joining("And"));
    }

    // By hand, as hashCode is: what a record brings is put together when first used, in some milliseconds of a start.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JavaType type && raw == type.raw && arguments.equals(type.arguments);
    }

    @Override
    public int hashCode() {
        return 31 * raw.hashCode() + arguments.hashCode();
    }

    /** As in Java source, with full names: {@code java.util.List<com.acme.User>}. */
    @Override
    public String toString() {
        if (raw.isArray()) {
            return argument(0) + "[]";
        }
        String name = raw.getTypeName();
        return arguments.isEmpty()
                ? name
                : name + arguments.stream().map(JavaType::toString).collect(Collectors.joining(", ", "<", ">"));
    }
}
