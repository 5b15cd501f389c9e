package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * 64 bits that stand for a wire form: the first of the SHA-256 of a text of method names, field numbers, types, enum
 * constants and the members of sealed types and throws clauses; those last three tell by their names what is meant. Names
 * of fields, parameters and messages are not in it. Stable across JVMs and versions of this library.
 */
public final class Fingerprint {

    private Fingerprint() {}

    /** Of all methods. */
    public static long of(ServiceShape service) {
        StringBuilder text = new StringBuilder("service 1\n");
        service.methods().stream()
                .sorted(Comparator.comparing(MethodShape::name))
                .forEach(method -> text.append(method.name())
                        .append(' ')
                        .append(Long.toHexString(of(method)))
                        .append('\n'));
        return hash(text);
    }

    /** Of one method. */
    public static long of(MethodShape method) {
        return hash(new StringBuilder(text(method)));
    }

    /** What a method's fingerprint is the hash of. */
    static String text(MethodShape method) {
        Text text = new Text();
        text.value(method.request());
        text.out.append(method.oneway() ? " oneway" : " returns ");
        if (!method.oneway()) {
            text.value(method.response());
        }
        text.out.append(" throws ");
        text.value(method.errors());
        return text.out.toString();
    }

    private static long hash(StringBuilder text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java platform has it
        }
    }

    /** Each message is written out where it first occurs, and by its place in that order afterwards. */
    private static final class Text {

        private final StringBuilder out = new StringBuilder();
        private final Map<Object, Integer> seen = new HashMap<>();

        void value(TypeShape shape) {
            if (shape instanceof ScalarShape scalar) {
                out.append(scalar.type());
            } else if (shape instanceof EnumShape enumeration) {
                enumeration(enumeration);
            } else if (shape instanceof ForeignShape foreign) {
                foreign(foreign.descriptor());
            } else if (shape instanceof MessageShape message) {
                message(message);
            } else if (shape instanceof OptionalShape optional) {
                value(optional.value());
            } else if (shape instanceof RepeatedShape repeated) {
                value(repeated.element());
            } else if (shape instanceof MapShape map) {
                out.append("map<");
                value(map.key());
                out.append(',');
                value(map.value());
                out.append('>');
            }
        }

        private void enumeration(EnumShape shape) {
            List<String> constants = IntStream.range(0, shape.constants().size())
                    .mapToObj(i -> shape.numbers().get(i) + "="
                            + shape.constants().get(i).name())
                    .sorted()
                    .toList();
            out.append("enum").append(constants);
        }

        /** Whether it was written out before; if so, its place. */
        private boolean repeats(Object message) {
            Integer place = seen.putIfAbsent(message, seen.size());
            if (place != null) {
                out.append('#').append(place);
            }
            return place != null;
        }

        /** A generated class may be of another version than the peer's; protobuf's own types are the same for ever. */
        private void foreign(Descriptor message) {
            if (message.getFile().getPackage().equals("google.protobuf")) {
                out.append(message.getFullName());
                return;
            }
            if (repeats(message)) {
                return;
            }
            out.append("proto{");
            message.getFields().stream()
                    .sorted(Comparator.comparingInt(FieldDescriptor::getNumber))
                    .forEach(this::foreign);
            out.append('}');
        }

        private void foreign(FieldDescriptor field) {
            out.append(field.getNumber()).append(' ');
            out.append(
                    field.isRepeated()
                            ? Presence.REPEATED
                            : field.isRequired()
                                    ? "REQUIRED"
                                    : field.hasPresence() ? Presence.EXPLICIT : Presence.IMPLICIT);
            OneofDescriptor oneof = field.getRealContainingOneof();
            out.append(oneof == null ? " " : " oneof" + oneof.getIndex() + " ");
            switch (field.getJavaType()) {
                case MESSAGE -> foreign(field.getMessageType());
                case ENUM ->
                    out.append("enum")
                            .append(field.getEnumType().getValues().stream()
                                    .map(value -> value.getNumber() + "=" + value.getName())
                                    .sorted()
                                    .toList());
                default -> out.append(field.getType());
            }
            out.append(';');
        }

        private void message(MessageShape shape) {
            if (repeats(shape)) {
                return;
            }
            boolean union = shape.kind() == MessageShape.Kind.UNION;
            out.append(union ? "oneof{" : "{");
            List<FieldShape> byNumber = shape.fields().stream()
                    .sorted(Comparator.comparingInt(FieldShape::number))
                    .toList();
            for (FieldShape field : byNumber) {
                out.append(field.number())
                        .append(union ? "=" + field.name() : "")
                        .append(' ')
                        .append(field.presence())
                        .append(' ');
                value(field.type());
                out.append(';');
            }
            out.append('}');
        }
    }
}
