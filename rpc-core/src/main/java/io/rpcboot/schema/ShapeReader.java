package io.rpcboot.schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds the shapes of Java types. One reader serves one contract; each type is one shape in it, which is how types
 * may contain themselves. For one thread, at start-up.
 */
public final class ShapeReader {

    /** The mapping table, in the order in which its rows are asked. The last one knows no shape, only what to do. */
    private static final List<Row> ROWS = List.of(
            new ScalarRow(),
            new EnumRow(),
            new ForeignRow(),
            new OptionalRow(),
            new RepeatedRow(),
            new MapRow(),
            new RecordRow(),
            new SealedRow(),
            new BeanRow(),
            new RefusalRow());

    private final Map<JavaType, MessageShape> messages = new HashMap<>();
    private boolean usesGenerated;

    /** Whether generated messages were found, other than those that come with protobuf. */
    public boolean usesGenerated() {
        return usesGenerated;
    }

    /** A generated message was found. */
    void foundGenerated() {
        usesGenerated = true;
    }

    /**
     * The request message of a method.
     *
     * @param reserved the numbers that no parameter may have
     */
    public MessageShape arguments(String name, List<FieldShape> parameters, List<Integer> reserved) {
        MessageShape shape = new MessageShape(MessageShape.Kind.ARGUMENTS, name, null);
        shape.complete(parameters, reserved, null);
        return shape;
    }

    /**
     * The response message of a method.
     *
     * @param result what the method returns; null of {@code void}
     * @param path the method, for errors
     */
    public MessageShape result(String name, @Nullable JavaType result, String path) {
        MessageShape shape = new MessageShape(MessageShape.Kind.HOLDER, name, null);
        if (result != null) {
            TypeShape type = type(result, path + ".return");
            Presence presence = presence(type) == Presence.REPEATED ? Presence.REPEATED : Presence.EXPLICIT;
            shape.complete(
                    List.of(new FieldShape("result", ".return", 1, presence, type, result.raw(), null, null)),
                    List.of(),
                    null);
        }
        return shape;
    }

    /**
     * The exceptions that a method declares, as one oneof.
     *
     * @param exceptions by their numbers; none gives an empty message
     * @param reserved the numbers that no exception may have
     * @param path the method, for errors
     */
    public MessageShape errors(String name, Map<Integer, Class<?>> exceptions, List<Integer> reserved, String path) {
        Iterator<String> names = Names.members(exceptions).iterator();
        List<FieldShape> fields = new ArrayList<>();
        exceptions.forEach((number, type) -> {
            String label = ".throws(" + type.getSimpleName() + ")";
            fields.add(new FieldShape(
                    names.next(),
                    label,
                    number,
                    Presence.EXPLICIT,
                    exception(JavaType.of(type), path + label),
                    type,
                    null,
                    null));
        });
        MessageShape shape = new MessageShape(MessageShape.Kind.UNION, name, JavaType.of(Throwable.class));
        shape.complete(fields, reserved, null);
        return shape;
    }

    private MessageShape exception(JavaType type, String path) {
        return message(
                type,
                MessageShape.Kind.CONSTRUCTED,
                type.messageName(),
                shape -> ExceptionFields.complete(shape, type, path, this));
    }

    /**
     * The field for a method's parameter.
     *
     * @param name the parameter's name
     * @param label what it adds to the path in errors
     * @param path the method, for errors
     */
    public FieldShape parameter(String name, String label, int number, JavaType type, String path) {
        return field(name, label, number, type, path, null, null);
    }

    FieldShape field(
            String name,
            String label,
            int number,
            JavaType type,
            String path,
            java.lang.reflect.@Nullable Member reader,
            java.lang.reflect.@Nullable Method writer) {
        TypeShape shape = type(type, path + label);
        return new FieldShape(name, label, number, presence(type, shape), shape, type.raw(), reader, writer);
    }

    private static Presence presence(JavaType type, TypeShape shape) {
        return type.raw().isPrimitive() || shape instanceof EnumShape ? Presence.IMPLICIT : presence(shape);
    }

    private static Presence presence(TypeShape shape) {
        return shape instanceof RepeatedShape || shape instanceof MapShape ? Presence.REPEATED : Presence.EXPLICIT;
    }

    /** The shape of a type that is a field's. */
    public TypeShape type(JavaType type, String path) {
        for (Row row : ROWS) {
            TypeShape shape = row.map(type, path, this);
            if (shape != null) {
                return shape;
            }
        }
        throw new SchemaException(path, type + " has no protobuf mapping");
    }

    /** The shape of a type within a collection, where collections need a message of their own around them. */
    ValueShape value(JavaType type, String path) {
        TypeShape shape = type(type, path);
        if (shape instanceof ValueShape value) {
            return value;
        }
        if (shape instanceof OptionalShape) {
            throw new SchemaException(path, type + " within a collection; leave absent elements out");
        }
        return message(
                type,
                MessageShape.Kind.HOLDER,
                type.messageName(),
                holder -> holder.complete(
                        List.of(new FieldShape("items", "", 1, Presence.REPEATED, shape, type.raw(), null, null)),
                        List.of(),
                        null));
    }

    /** The message of a type: made at the first request, completed by {@code completion}, then always the same. */
    MessageShape message(JavaType type, MessageShape.Kind kind, String name, Consumer<MessageShape> completion) {
        MessageShape existing = messages.get(type);
        if (existing != null) {
            return existing;
        }
        MessageShape shape = new MessageShape(kind, name, type);
        messages.put(type, shape);
        completion.accept(shape);
        return shape;
    }
}
