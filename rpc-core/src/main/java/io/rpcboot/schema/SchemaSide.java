package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of two schemas that are compared: how its readers take what they do not know. */
final class SchemaSide {

    private final String service;
    private final Map<FileDescriptor, SourceComments> own = new HashMap<>();

    SchemaSide(ProtoSchema schema) {
        service = schema.service().getName();
        schema.files().forEach(file -> own.put(file, new SourceComments(file)));
    }

    /** The service's name, without its package. */
    String service() {
        return service;
    }

    /** Whether the type was made from a Java type. Generated classes take unknown numbers as they come. */
    boolean isOwn(GenericDescriptor type) {
        return own.containsKey(type.getFile());
    }

    /** Whether the message is a sealed type: its reader fails where none of the members is set that it knows. */
    boolean isUnion(Descriptor message) {
        return isOwn(message) && isOneChoice(message);
    }

    /** Whether the enum's reader accepts numbers that it does not know. */
    boolean isOpen(EnumDescriptor type) {
        return !isOwn(type) || enumDefault(type) != null;
    }

    /** The constant that stands in for unknown numbers; null if there is none. */
    @Nullable
    EnumValueDescriptor enumDefault(EnumDescriptor type) {
        SourceComments comments = own.get(type.getFile());
        return comments == null
                ? null
                : type.getValues().stream()
                        .filter(comments::isEnumDefault)
                        .findFirst()
                        .orElse(null);
    }

    /** Whether a single oneof holds all fields of the message. */
    static boolean isOneChoice(Descriptor message) {
        return message.getRealOneofs().size() == 1
                && message.getRealOneofs().get(0).getFieldCount()
                        == message.getFields().size();
    }
}
