package io.rpcboot.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What protobuf's field types are called, and which of them can be read as which others. */
final class WireTypes {

    /**
     * Same bytes and, for every value, the same meaning. Protobuf and buf's WIRE rules let the way back pass as well;
     * there, numbers out of range arrive cut off, and bytes that are no UTF-8 not at all.
     */
    private static final Map<FieldDescriptor.Type, Set<FieldDescriptor.Type>> READABLE_AS = Map.of(
            FieldDescriptor.Type.BOOL,
                    EnumSet.of(
                            FieldDescriptor.Type.INT32,
                            FieldDescriptor.Type.INT64,
                            FieldDescriptor.Type.UINT32,
                            FieldDescriptor.Type.UINT64),
            FieldDescriptor.Type.ENUM, EnumSet.of(FieldDescriptor.Type.INT32, FieldDescriptor.Type.INT64),
            FieldDescriptor.Type.INT32, EnumSet.of(FieldDescriptor.Type.INT64),
            FieldDescriptor.Type.UINT32, EnumSet.of(FieldDescriptor.Type.UINT64, FieldDescriptor.Type.INT64),
            FieldDescriptor.Type.SINT32, EnumSet.of(FieldDescriptor.Type.SINT64),
            FieldDescriptor.Type.STRING, EnumSet.of(FieldDescriptor.Type.BYTES));

    private WireTypes() {}

    /** Whether a reader of one type reads what a writer of another wrote, messages and enums as such left aside. */
    static boolean isReadable(FieldDescriptor written, FieldDescriptor read) {
        return written.getType() == read.getType()
                || READABLE_AS.getOrDefault(written.getType(), Set.of()).contains(read.getType());
    }

    /** {@code int32}, {@code User}, {@code repeated User}, {@code map<string, User>}; presence is not in it. */
    static String name(FieldDescriptor field) {
        if (field.isMapField()) {
            FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
            FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
            return "map<" + name(key) + ", " + name(value) + ">";
        }
        String name = switch (field.getType()) {
            case MESSAGE, GROUP -> field.getMessageType().getName();
            case ENUM -> field.getEnumType().getName();
            default -> field.getType().name().toLowerCase(java.util.Locale.ROOT);
        };
        return field.isRepeated() ? "repeated " + name : name;
    }
}
