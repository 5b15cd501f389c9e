package io.rpcboot.schema;

import java.lang.reflect.Constructor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message and how a Java object becomes one. Types may contain themselves, so a shape exists before its fields do;
 * once its reader has returned it is immutable.
 */
public final class MessageShape implements ValueShape {

    /** What the message is made from. */
    public enum Kind {
        /** An {@code Object[]} of arguments; the fields are its elements. */
        ARGUMENTS,
        /** The value is itself what the only field holds: a method's result, or a collection within a collection. */
        HOLDER,
        /** An object that a constructor makes: a record, an exception. */
        CONSTRUCTED,
        /** An object that is made empty and then filled by setters. */
        BEAN,
        /** One of several types, of each of which there is a field, as members of a oneof. */
        UNION
    }

    private final Kind kind;
    private final String name;
    private final @Nullable JavaType type;
    private List<FieldShape> fields = List.of();
    private List<Integer> reserved = List.of();
    private @Nullable Construction construction;

    MessageShape(Kind kind, String name, @Nullable JavaType type) {
        this.kind = kind;
        this.name = name;
        this.type = type;
    }

    /**
     * How an object is made.
     *
     * @param constructor the constructor
     * @param parameters for each of its parameters the index of the field that it takes, or -1 for null
     */
    public record Construction(Constructor<?> constructor, List<Integer> parameters) {

        /** Copies the list. */
        public Construction {
            parameters = List.copyOf(parameters);
        }
    }

    void complete(List<FieldShape> fields, List<Integer> reserved, @Nullable Construction construction) {
        this.fields = List.copyOf(fields);
        this.reserved = List.copyOf(reserved);
        this.construction = construction;
    }

    /** What the message is made from. */
    public Kind kind() {
        return kind;
    }

    /** A name for it; two shapes of one schema may have the same. */
    public String name() {
        return name;
    }

    /** The class of what it is made from; null where that is not one class. */
    public @Nullable Class<?> javaType() {
        return type == null ? null : type.raw();
    }

    /** The Java type of what it is made from; null where that is not one type. */
    public @Nullable JavaType type() {
        return type;
    }

    /** The fields in Java's order. */
    public List<FieldShape> fields() {
        return fields;
    }

    /** The numbers that no field may have, ascending. */
    public List<Integer> reserved() {
        return reserved;
    }

    /** How an object is made from it; null where it is not by a constructor. */
    public @Nullable Construction construction() {
        return construction;
    }

    @Override
    public String toString() {
        return name;
    }
}
