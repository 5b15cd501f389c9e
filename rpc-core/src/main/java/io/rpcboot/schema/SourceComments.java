package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        List<Integer> path = path(value.getType());
        path.add(EnumDescriptorProto.VALUE_FIELD_NUMBER);
        path.add(value.getIndex());
        return trailing(path).strip().startsWith(ENUM_DEFAULT);
    }

    /** The comment behind something on its line; empty if there is none. */
    String trailing(List<Integer> path) {
        Location location = locations.get(path);
        return location == null ? "" : location.getTrailingComments();
    }

    private static List<Integer> path(EnumDescriptor type) {
        List<Integer> path = type.getContainingType() == null
                ? new ArrayList<>(List.of(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER))
                : path(type.getContainingType());
        if (type.getContainingType() != null) {
            path.add(DescriptorProto.ENUM_TYPE_FIELD_NUMBER);
        }
        path.add(type.getIndex());
        return path;
    }

    private static List<Integer> path(Descriptor type) {
        List<Integer> path = type.getContainingType() == null
                ? new ArrayList<>(List.of(FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER))
                : path(type.getContainingType());
        if (type.getContainingType() != null) {
            path.add(DescriptorProto.NESTED_TYPE_FIELD_NUMBER);
        }
        path.add(type.getIndex());
        return path;
    }
}
