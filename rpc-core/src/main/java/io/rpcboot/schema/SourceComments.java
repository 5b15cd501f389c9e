package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The comments of a file, which a descriptor carries as protoc's do: by the path of field numbers and indexes to what
 * they stand at.
 */
final class SourceComments {

    /** The comment that marks the constant which stands in for unknown numbers. */
    static final String ENUM_DEFAULT = "@RpcEnumDefault";

    private final Map<List<Integer>, Location> locations = new HashMap<>();

    SourceComments(FileDescriptor file) {
        file.toProto()
                .getSourceCodeInfo()
                .getLocationList()
                .forEach(location -> locations.put(List.copyOf(location.getPathList()), location));
    }

    /** Whether the constant stands in for unknown numbers. */
    boolean isEnumDefault(EnumValueDescriptor value) {
        return trailing(value).startsWith(ENUM_DEFAULT);
    }

    /** The comment at the head of the file; empty if there is none. */
    String head() {
        Location location = locations.get(List.of(FileDescriptorProto.SYNTAX_FIELD_NUMBER));
        return location == null ? "" : text(location.getLeadingComments());
    }

    /** The comment ahead of something; empty if there is none. */
    String leading(GenericDescriptor descriptor) {
        Location location = locations.get(path(descriptor));
        return location == null ? "" : text(location.getLeadingComments());
    }

    /** The comment behind something on its line; empty if there is none. */
    String trailing(GenericDescriptor descriptor) {
        Location location = locations.get(path(descriptor));
        return location == null ? "" : text(location.getTrailingComments());
    }

    private static String text(String comment) {
        return String.join("\n", comment.lines().map(String::strip).toList()).strip();
    }

    private static List<Integer> path(GenericDescriptor descriptor) {
        if (descriptor instanceof Descriptor type) {
            return type.getContainingType() == null
                    ? List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, type.getIndex())
                    : path(type.getContainingType(), DescriptorProto.NESTED_TYPE_FIELD_NUMBER, type.getIndex());
        }
        if (descriptor instanceof EnumDescriptor type) {
            return type.getContainingType() == null
                    ? List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex())
                    : path(type.getContainingType(), DescriptorProto.ENUM_TYPE_FIELD_NUMBER, type.getIndex());
        }
        if (descriptor instanceof EnumValueDescriptor value) {
            return path(value.getType(), EnumDescriptorProto.VALUE_FIELD_NUMBER, value.getIndex());
        }
        if (descriptor instanceof FieldDescriptor field) {
            return path(field.getContainingType(), DescriptorProto.FIELD_FIELD_NUMBER, field.getIndex());
        }
        if (descriptor instanceof MethodDescriptor method) {
            return path(method.getService(), ServiceDescriptorProto.METHOD_FIELD_NUMBER, method.getIndex());
        }
        if (descriptor instanceof ServiceDescriptor service) {
            return List.of(FileDescriptorProto.SERVICE_FIELD_NUMBER, service.getIndex());
        }
        throw new IllegalArgumentException("no comments at " + descriptor);
    }

    private static List<Integer> path(@Nullable GenericDescriptor parent, int field, int index) {
        List<Integer> path = new ArrayList<>(parent == null ? List.of() : path(parent));
        path.add(field);
        path.add(index);
        return path;
    }

    /** Writes down comments while a file is built. */
    static final class Writer {

        private final SourceCodeInfo.Builder info = SourceCodeInfo.newBuilder();

        /** Ahead of what the path leads to, line by line. */
        void leading(String text, int... path) {
            info.addLocationBuilder().addAllPath(list(path)).setLeadingComments(comment(text));
        }

        /** Behind what the path leads to, on its line. */
        void trailing(String text, int... path) {
            info.addLocationBuilder().addAllPath(list(path)).setTrailingComments(comment(text));
        }

        SourceCodeInfo build() {
            return info.build();
        }

        private static List<Integer> list(int... path) {
            return IntStream.of(path).boxed().toList();
        }

        /** As protoc keeps it: without the slashes, with the space behind them. */
        private static String comment(String text) {
            StringBuilder comment = new StringBuilder();
            text.lines().forEach(line -> comment.append(' ').append(line).append('\n'));
            return comment.toString();
        }
    }
}
