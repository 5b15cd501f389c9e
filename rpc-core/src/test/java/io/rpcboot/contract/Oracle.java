package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import io.rpcboot.RpcField;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;

/** Says independently of our codecs what protobuf message a Java value is, with protobuf's own reflection. */
final class Oracle {

    private Oracle() {}

    /** The message that a value is. */
    static DynamicMessage message(Object value, Descriptor descriptor) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor);
        if (descriptor.getFullName().equals("google.protobuf.Struct")) {
            return struct((Map<?, ?>) value, descriptor);
        }
        if (value instanceof Instant instant) {
            return seconds(message, instant.getEpochSecond(), instant.getNano());
        }
        if (value instanceof Date date) {
            return message(date.toInstant(), descriptor);
        }
        if (value instanceof Duration duration) {
            // Rounded towards zero, by way of a number that holds all of it.
            var nanos = java.math.BigInteger.valueOf(duration.getSeconds())
                    .multiply(java.math.BigInteger.valueOf(1_000_000_000))
                    .add(java.math.BigInteger.valueOf(duration.getNano()))
                    .divideAndRemainder(java.math.BigInteger.valueOf(1_000_000_000));
            return seconds(message, nanos[0].longValueExact(), nanos[1].intValueExact());
        }
        if (!descriptor.getOneofs().isEmpty()
                && descriptor.getOneofs().get(0).getName().equals("kind")) {
            FieldDescriptor field = member(value.getClass(), descriptor);
            return message.setField(field, single(value, field)).build();
        }
        if (value instanceof Collection
                || value instanceof Map
                || value.getClass().isArray()) {
            set(message, descriptor.findFieldByNumber(1), value);
            return message.build();
        }
        for (Property property : Property.of(value.getClass(), Map.of())) {
            FieldDescriptor field = descriptor.findFieldByNumber(property.number());
            check(field, property.name(), property.getter().getReturnType());
            set(message, field, property.get(value));
        }
        return message.build();
    }

    /** What the descriptor says beyond numbers and types, which protobuf checks as values are set. */
    static void check(FieldDescriptor field, String name, Class<?> type) {
        assertThat(field.getJsonName()).isEqualTo(name);
        if (type.isPrimitive() || type == String.class || Number.class.isAssignableFrom(type)) {
            assertThat(field.hasPresence()).as(field.getFullName()).isNotEqualTo(type.isPrimitive());
        }
    }

    /** The member of the oneof that is the class, else its nearest supertype. */
    private static FieldDescriptor member(Class<?> type, Descriptor descriptor) {
        Deque<Class<?>> supertypes = new ArrayDeque<>(List.of(type));
        while (!supertypes.isEmpty()) {
            Class<?> next = supertypes.poll();
            for (FieldDescriptor field : descriptor.getOneofs().get(0).getFields()) {
                if (field.getJsonName().equals(next.getSimpleName())) {
                    return field;
                }
            }
            if (next.getSuperclass() != null) {
                supertypes.add(next.getSuperclass());
            }
            supertypes.addAll(List.of(next.getInterfaces()));
        }
        throw new AssertionError(type + " is no member of " + descriptor.getFullName());
    }

    private static DynamicMessage seconds(DynamicMessage.Builder message, long seconds, int nanos) {
        Descriptor descriptor = message.getDescriptorForType();
        return message.setField(descriptor.findFieldByNumber(1), seconds)
                .setField(descriptor.findFieldByNumber(2), nanos)
                .build();
    }

    static void set(DynamicMessage.Builder message, FieldDescriptor field, Object value) {
        Object held = value;
        if (held instanceof Optional<?> optional) {
            held = optional.orElse(null);
        } else if (held instanceof OptionalInt optional) {
            held = optional.isPresent() ? optional.getAsInt() : null;
        } else if (held instanceof OptionalLong optional) {
            held = optional.isPresent() ? optional.getAsLong() : null;
        } else if (held instanceof OptionalDouble optional) {
            held = optional.isPresent() ? optional.getAsDouble() : null;
        }
        if (held == null) {
            return;
        }
        if (!field.isRepeated()) {
            message.setField(field, single(held, field));
        } else if (held instanceof Map<?, ?> map) {
            map.forEach((k, v) -> {
                FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
                FieldDescriptor mapped = field.getMessageType().findFieldByNumber(2);
                message.addRepeatedField(
                        field,
                        DynamicMessage.newBuilder(field.getMessageType())
                                .setField(key, single(k, key))
                                .setField(mapped, single(v, mapped))
                                .build());
            });
        } else {
            for (Object element : elements(held)) {
                message.addRepeatedField(field, single(element, field));
            }
        }
    }

    private static Collection<?> elements(Object held) {
        if (held instanceof Collection<?> collection) {
            return collection;
        }
        List<Object> elements = new ArrayList<>();
        for (int i = 0; i < Array.getLength(held); i++) {
            elements.add(Array.get(held, i));
        }
        return elements;
    }

    private static Object single(Object value, FieldDescriptor field) {
        return switch (field.getJavaType()) {
            case INT -> value instanceof Character c ? (Integer) (int) c : (Integer) ((Number) value).intValue();
            case LONG, FLOAT, DOUBLE, BOOLEAN -> value;
            case STRING ->
                value instanceof java.util.Locale locale
                        ? locale.toLanguageTag()
                        : value instanceof java.util.Currency currency ? currency.getCurrencyCode() : value.toString();
            case BYTE_STRING -> bytes(value);
            case ENUM -> {
                EnumDescriptor type = field.getEnumType();
                yield type.findValueByNumber(number((Enum<?>) value));
            }
            case MESSAGE -> value instanceof Message message ? message : message(value, field.getMessageType());
        };
    }

    private static int number(Enum<?> constant) {
        try {
            RpcField pin = constant.getDeclaringClass()
                    .getDeclaredField(constant.name())
                    .getAnnotation(RpcField.class);
            return pin == null ? constant.ordinal() + 1 : pin.value();
        } catch (NoSuchFieldException e) {
            throw new AssertionError(e);
        }
    }

    private static ByteString bytes(Object value) {
        if (value instanceof UUID uuid) {
            return ByteString.copyFrom(ByteBuffer.allocate(16)
                    .putLong(uuid.getMostSignificantBits())
                    .putLong(uuid.getLeastSignificantBits())
                    .flip());
        }
        if (value instanceof ByteBuffer buffer) {
            return ByteString.copyFrom(buffer.duplicate());
        }
        return value instanceof ByteString string ? string : ByteString.copyFrom((byte[]) value);
    }

    private static DynamicMessage struct(Map<?, ?> map, Descriptor descriptor) {
        DynamicMessage.Builder struct = DynamicMessage.newBuilder(descriptor);
        FieldDescriptor fields = descriptor.findFieldByNumber(1);
        Descriptor entry = fields.getMessageType();
        map.forEach((name, value) -> struct.addRepeatedField(
                fields,
                DynamicMessage.newBuilder(entry)
                        .setField(entry.findFieldByNumber(1), name)
                        .setField(
                                entry.findFieldByNumber(2),
                                value(value, entry.findFieldByNumber(2).getMessageType()))
                        .build()));
        return struct.build();
    }

    private static DynamicMessage value(Object value, Descriptor descriptor) {
        DynamicMessage.Builder message = DynamicMessage.newBuilder(descriptor);
        if (value == null) {
            FieldDescriptor field = descriptor.findFieldByName("null_value");
            message.setField(field, field.getEnumType().findValueByNumber(0));
        } else if (value instanceof Boolean) {
            message.setField(descriptor.findFieldByName("bool_value"), value);
        } else if (value instanceof Double) {
            message.setField(descriptor.findFieldByName("number_value"), value);
        } else if (value instanceof String) {
            message.setField(descriptor.findFieldByName("string_value"), value);
        } else if (value instanceof Map<?, ?> map) {
            FieldDescriptor field = descriptor.findFieldByName("struct_value");
            message.setField(field, struct(map, field.getMessageType()));
        } else {
            FieldDescriptor field = descriptor.findFieldByName("list_value");
            DynamicMessage.Builder list = DynamicMessage.newBuilder(field.getMessageType());
            FieldDescriptor values = field.getMessageType().findFieldByNumber(1);
            for (Object element : (List<?>) value) {
                list.addRepeatedField(values, value(element, values.getMessageType()));
            }
            message.setField(field, list.build());
        }
        return message.build();
    }
}
