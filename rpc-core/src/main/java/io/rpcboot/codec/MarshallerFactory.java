package io.rpcboot.codec;

import com.google.protobuf.Message;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.PassingThread;
import io.rpcboot.schema.EnumShape;
import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.ForeignShape;
import io.rpcboot.schema.MapShape;
import io.rpcboot.schema.MessageShape;
import io.rpcboot.schema.OptionalShape;
import io.rpcboot.schema.RepeatedShape;
import io.rpcboot.schema.ScalarShape;
import io.rpcboot.schema.SchemaException;
import io.rpcboot.schema.ValueShape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes marshallers from shapes. One factory serves one contract, whose types then share codecs. For one thread, at
 * start-up; what it makes is safe for use by many. What cannot be mapped or reached is refused here; code is generated
 * later, so that a start does not wait for it.
 */
public final class MarshallerFactory {

    private static final MethodHandle ELEMENT = MethodHandles.arrayElementGetter(Object[].class);

    private static final Executor LATER = PassingThread.soon(PassingThread.named("rpc-marshallers"));

    private final BodyMaker bodies;
    private final Executor later;
    private final Map<MessageShape, ValueCodec> messages = new HashMap<>();

    /** Makes the body of a message with these fields, which are in the maker's order. */
    interface BodyMaker {
        MessageBody of(String name, List<MessageField> fields, Maker maker);
    }

    /** For one contract. */
    public MarshallerFactory() {
        this(MessageBodies::of, LATER);
    }

    /** For tests. */
    MarshallerFactory(BodyMaker bodies, Executor later) {
        this.bodies = bodies;
        this.later = later;
    }

    /**
     * To be called when all marshallers are made: generates their code a second later, on a thread of its own. What is
     * written or read before is generated there and then, by who does it.
     */
    public void finish() {
        List<ValueCodec> all = List.copyOf(messages.values());
        later.execute(() -> all.forEach(codec -> {
            if (codec instanceof MessageCodec message) {
                message.make();
            }
        }));
    }

    /**
     * The marshaller of a method's arguments, an {@code Object[]}; null is one without elements.
     *
     * @param shape the request message: {@link MessageShape.Kind#ARGUMENTS}, or a generated class that is the sole
     *     argument
     * @param path the method, for errors
     * @throws SchemaException if a type's members cannot be accessed
     */
    public Marshaller<Object> request(ValueShape shape, String path) {
        return shape instanceof ForeignShape foreign
                ? new WholeMarshaller.OfArgument(ForeignCodecs.prototype(foreign), path)
                : new MessageMarshaller<>(message((MessageShape) shape), path);
    }

    /**
     * The marshaller of a method's result.
     *
     * @param shape the response message: {@link MessageShape.Kind#HOLDER}, or a generated class that is the result
     * @param path the method, for errors
     * @throws SchemaException if a type's members cannot be accessed
     */
    public Marshaller<@Nullable Object> response(ValueShape shape, String path) {
        return shape instanceof ForeignShape foreign
                ? new WholeMarshaller.OfResult(ForeignCodecs.prototype(foreign), path)
                : new MessageMarshaller<>(message((MessageShape) shape), path);
    }

    /**
     * The marshaller of the exceptions that a method declares.
     *
     * @param shape {@link MessageShape.Kind#UNION} of them
     * @param path the method, for errors
     * @throws SchemaException if a type's members cannot be accessed
     */
    public ErrorMarshaller errors(MessageShape shape, String path) {
        return shape.fields().isEmpty() ? ErrorMarshaller.NONE : new ThrownMarshaller((UnionCodec) value(shape), path);
    }

    private MessageCodec message(MessageShape shape) {
        return (MessageCodec) value(shape);
    }

    private ValueCodec value(ValueShape shape) {
        if (shape instanceof ScalarShape scalar) {
            return ScalarCodecs.of(scalar);
        }
        if (shape instanceof EnumShape enumeration) {
            return new EnumCodec(enumeration);
        }
        if (shape instanceof ForeignShape foreign) {
            return ForeignCodecs.of(foreign);
        }
        MessageShape message = (MessageShape) shape;
        ValueCodec existing = messages.get(message);
        if (existing != null) {
            return existing;
        }
        return message.kind() == MessageShape.Kind.UNION ? union(message) : fields(message);
    }

    private ValueCodec union(MessageShape shape) {
        UnionCodec codec = new UnionCodec(name(shape));
        messages.put(shape, codec);
        List<UnionCodec.Member> members = new ArrayList<>();
        for (FieldShape field : shape.fields()) {
            members.add(new UnionCodec.Member(
                    field.javaType(), field.number(), field.path(), value((ValueShape) field.type())));
        }
        codec.complete(members);
        return codec;
    }

    private ValueCodec fields(MessageShape shape) {
        MessageCodec codec = new MessageCodec(name(shape));
        messages.put(shape, codec);
        codec.complete(body(shape), weight(shape));
        return codec;
    }

    /** The object's header and fields, and its collections, which are there also if nothing is in them. */
    private static int weight(MessageShape shape) {
        int weight = 16;
        for (FieldShape field : shape.fields()) {
            weight += 8;
            if (field.type() instanceof MapShape) {
                weight += 56;
            } else if (field.type() instanceof RepeatedShape repeated) {
                weight += repeated.javaType() == Set.class ? 96 : 24;
            }
        }
        return weight;
    }

    private static String name(MessageShape shape) {
        return shape.javaType() == null ? shape.name() : shape.javaType().getName();
    }

    private Supplier<MessageBody> body(MessageShape shape) {
        List<MessageField> fields = new ArrayList<>();
        for (int i = 0; i < shape.fields().size(); i++) {
            FieldShape field = shape.fields().get(i);
            fields.add(new MessageField(field(field), getter(shape, i)));
        }
        Maker maker = maker(shape, fields);
        return () -> bodies.of(name(shape), List.copyOf(fields), maker);
    }

    private FieldCodec field(FieldShape field) {
        if (field.type() instanceof RepeatedShape repeated) {
            Class<?> type = repeated.javaType();
            return type.isArray() && type.getComponentType().isPrimitive()
                    ? new PrimitiveArrayField(field, PrimitiveArrays.of(type))
                    : new RepeatedField(field, type, value(repeated.element()));
        }
        if (field.type() instanceof MapShape map) {
            return new MapField(field, value(map.key()), value(map.value()));
        }
        if (field.type() instanceof OptionalShape optional) {
            return new OptionalField(field, optional, value(optional.value()));
        }
        ValueCodec codec = value((ValueShape) field.type());
        return new ValueField(field, codec, field.javaType().isPrimitive() ? codec.absent() : null);
    }

    /** Reads a component or property, unboxed if it is a primitive, or what is no Java object's state. */
    private static MethodHandle getter(MessageShape shape, int index) {
        Member reader = shape.fields().get(index).reader();
        if (reader != null) {
            return Members.erased(Members.reader(reader));
        }
        return shape.kind() == MessageShape.Kind.ARGUMENTS
                ? Members.erased(MethodHandles.insertArguments(ELEMENT, 1, index))
                : MethodHandles.identity(Object.class);
    }

    private static Maker maker(MessageShape shape, List<MessageField> fields) {
        return switch (shape.kind()) {
            case ARGUMENTS ->
                maker(
                        MethodHandles.identity(Object[].class).asCollector(Object[].class, fields.size()),
                        IntStream.range(0, fields.size()).boxed().toList(),
                        shape,
                        fields);
            case HOLDER ->
                fields.isEmpty()
                        ? maker(MethodHandles.constant(Object.class, null), List.of(), shape, fields)
                        : maker(MethodHandles.identity(Object.class), List.of(0), shape, fields);
            case BEAN, CONSTRUCTED -> {
                MessageShape.Construction construction = shape.construction();
                if (construction == null) {
                    throw new AssertionError(shape);
                }
                yield maker(Members.constructor(construction.constructor()), construction.parameters(), shape, fields);
            }
            case UNION -> throw new AssertionError(shape);
        };
    }

    private static Maker maker(
            MethodHandle constructor, List<Integer> parameters, MessageShape shape, List<MessageField> fields) {
        List<Class<?>> types = new ArrayList<>();
        for (int index : parameters) {
            types.add(index < 0 ? Object.class : fields.get(index).type());
        }
        List<@Nullable MethodHandle> setters = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            Method writer = shape.fields().get(i).writer();
            setters.add(
                    writer == null
                            ? null
                            : Members.setter(writer)
                                    .asType(MethodType.methodType(
                                            void.class,
                                            Object.class,
                                            fields.get(i).type())));
        }
        return new Maker(constructor.asType(MethodType.methodType(Object.class, types)), parameters, setters);
    }

    /** Whether a type as sole parameter or result is the whole message. */
    public static boolean isWhole(ValueShape shape) {
        return shape instanceof ForeignShape foreign && Message.class.isAssignableFrom(foreign.javaType());
    }
}
