package io.rpcboot.codec;

import com.google.protobuf.Message;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.core.Marshaller;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes marshallers from shapes. One factory serves one contract, whose types then share codecs. For one thread, at
 * start-up; what it makes is safe for use by many.
 */
public final class MarshallerFactory {

    private static final MethodHandle ELEMENT = MethodHandles.arrayElementGetter(Object[].class);
    private static final MethodType GETTER = MethodType.methodType(Object.class, Object.class);
    private static final MethodType MAKER = MethodType.methodType(Object.class, Decoding.class);

    private final Map<MessageShape, ValueCodec> messages = new HashMap<>();

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
        new MessageAssembly(shape).assemble(codec);
        return codec;
    }

    private static String name(MessageShape shape) {
        return shape.javaType() == null ? shape.name() : shape.javaType().getName();
    }

    /** One message's fields, each with its slot. */
    private final class MessageAssembly {

        private final MessageShape shape;
        private final List<FieldCodec> fields = new ArrayList<>();
        private final List<@Nullable Object> defaults = new ArrayList<>();
        private int longCount;

        MessageAssembly(MessageShape shape) {
            this.shape = shape;
        }

        void assemble(MessageCodec codec) {
            for (int i = 0; i < shape.fields().size(); i++) {
                FieldShape field = shape.fields().get(i);
                Member reader = field.reader();
                if (reader != null && field.javaType().isPrimitive()) {
                    fields.add(PrimitiveFields.of(field, Members.reader(reader), longCount++));
                } else {
                    fields.add(object(field, reader == null ? own(i) : Members.reader(reader), defaults.size()));
                    defaults.add(field.javaType().isPrimitive() ? zero(field) : null);
                }
            }
            codec.complete(fields, longCount, defaults.toArray(), factory());
        }

        /** Reads what is no Java object's state. */
        private MethodHandle own(int index) {
            return shape.kind() == MessageShape.Kind.ARGUMENTS
                    ? MethodHandles.insertArguments(ELEMENT, 1, index)
                    : MethodHandles.identity(Object.class);
        }

        private FieldCodec object(FieldShape field, MethodHandle reader, int slot) {
            MethodHandle getter = reader.asType(GETTER);
            if (field.type() instanceof RepeatedShape repeated) {
                ValueCodec element = value(repeated.element());
                return repeated.javaType().isArray()
                                && repeated.javaType().getComponentType().isPrimitive()
                        ? new PrimitiveArrayField(field, PrimitiveArrays.of(repeated.javaType()), getter, slot)
                        : new RepeatedField(field, repeated.javaType(), getter, slot, element);
            }
            if (field.type() instanceof MapShape map) {
                return new MapField(field, getter, slot, value(map.key()), value(map.value()));
            }
            if (field.type() instanceof OptionalShape optional) {
                return new OptionalField(field, optional, getter, slot, value(optional.value()));
            }
            return new ValueField(field, getter, slot, value((ValueShape) field.type()));
        }

        private static @Nullable Object zero(FieldShape field) {
            try {
                return ScalarCodecs.of((ScalarShape) field.type()).absent();
            } catch (java.io.IOException e) {
                throw new AssertionError(e); // nothing is read
            }
        }

        private MessageCodec.Factory factory() {
            return switch (shape.kind()) {
                case ARGUMENTS -> Decoding::copyRefs;
                case HOLDER -> fields.isEmpty() ? decoding -> null : decoding -> decoding.getRef(0);
                case BEAN, CONSTRUCTED -> object();
                case UNION -> throw new AssertionError(shape);
            };
        }

        private MessageShape.Construction construction() {
            MessageShape.Construction construction = shape.construction();
            if (construction == null) {
                throw new AssertionError(shape);
            }
            return construction;
        }

        /** {@code (Decoding)Object}: the constructor, each of whose parameters is taken from its slot. */
        private MethodHandle construct() {
            MethodHandle constructor = Members.constructor(construction().constructor());
            List<Integer> parameters = construction().parameters();
            MethodHandle[] sources = new MethodHandle[parameters.size()];
            for (int i = 0; i < sources.length; i++) {
                Class<?> type = constructor.type().parameterType(i);
                int field = parameters.get(i);
                sources[i] = field < 0 ? Members.nothing(type) : Members.fromSlot(type, fields.get(field).slot);
            }
            return MethodHandles.permuteArguments(
                            MethodHandles.filterArguments(constructor, 0, sources),
                            MethodType.methodType(constructor.type().returnType(), Decoding.class),
                            new int[sources.length])
                    .asType(MAKER);
        }

        /** Makes it, then sets each property, also to nothing: an absent one must not keep an initial value. */
        private MessageCodec.Factory object() {
            MethodHandle made = construct();
            List<MethodHandle> setters = new ArrayList<>();
            for (int i = 0; i < fields.size(); i++) {
                java.lang.reflect.Method writer = shape.fields().get(i).writer();
                if (writer != null) {
                    MethodHandle setter = Members.setter(writer);
                    Class<?> type = setter.type().parameterType(1);
                    setters.add(MethodHandles.filterArguments(setter, 1, Members.fromSlot(type, fields.get(i).slot))
                            .asType(MethodType.methodType(void.class, Object.class, Decoding.class)));
                }
            }
            if (setters.isEmpty()) {
                return MessageCodec.calling(made);
            }
            return decoding -> {
                Object bean = (Object) made.invokeExact(decoding);
                for (MethodHandle setter : setters) {
                    setter.invokeExact(bean, decoding);
                }
                return bean;
            };
        }
    }

    /** Whether a type as sole parameter or result is the whole message. */
    public static boolean isWhole(ValueShape shape) {
        return shape instanceof ForeignShape foreign && Message.class.isAssignableFrom(foreign.javaType());
    }
}
