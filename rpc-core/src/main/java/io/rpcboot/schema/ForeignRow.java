package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Messages that have a declaration already: generated classes, and what {@code google.protobuf} has a type for. */
final class ForeignRow implements Row {

    private static final JavaType FREE_FORM =
            new JavaType(Map.class, List.of(JavaType.of(String.class), JavaType.of(Object.class)));

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        Descriptor wellKnown = wellKnown(type);
        if (wellKnown != null) {
            return new ForeignShape(type.raw(), wellKnown);
        }
        if (!MessageLite.class.isAssignableFrom(type.raw())) {
            return null;
        }
        Descriptor generated = descriptor(type.raw(), path);
        if (!generated.getFile().getName().startsWith("google/protobuf/")) {
            shapes.foundGenerated();
        }
        return new ForeignShape(type.raw(), generated);
    }

    /** Asks protobuf's classes only for what is used: their descriptors take long to build, and most contracts need none. */
    private static @Nullable Descriptor wellKnown(JavaType type) {
        Class<?> raw = type.raw();
        if (raw == java.time.Instant.class || raw == java.util.Date.class) {
            return Timestamp.getDescriptor();
        }
        if (raw == java.time.Duration.class) {
            return Duration.getDescriptor();
        }
        return type.equals(FREE_FORM) ? Struct.getDescriptor() : null;
    }

    private static Descriptor descriptor(Class<?> type, String path) {
        if (Message.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers())) {
            try {
                return (Descriptor) type.getMethod("getDescriptor").invoke(null);
            } catch (ReflectiveOperationException | ClassCastException e) {
                // Not a generated class: said below.
            }
        }
        throw new SchemaException(path, type.getName() + " says nothing of its fields; use a generated message class");
    }
}
