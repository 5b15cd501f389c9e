package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;

/** The scalar types of protobuf that Java types are mapped to. */
public enum ProtoType {
    /** A {@link Boolean}. */
    BOOL(FieldDescriptorProto.Type.TYPE_BOOL, true),
    /** An {@link Integer}. */
    INT32(FieldDescriptorProto.Type.TYPE_INT32, true),
    /** A {@link Long}. */
    INT64(FieldDescriptorProto.Type.TYPE_INT64, true),
    /** A {@link Float}. */
    FLOAT(FieldDescriptorProto.Type.TYPE_FLOAT, false),
    /** A {@link Double}. */
    DOUBLE(FieldDescriptorProto.Type.TYPE_DOUBLE, false),
    /** A {@link String}. */
    STRING(FieldDescriptorProto.Type.TYPE_STRING, true),
    /** A {@code byte[]}. */
    BYTES(FieldDescriptorProto.Type.TYPE_BYTES, false);

    private final FieldDescriptorProto.Type descriptorType;
    private final boolean mapKey;

    ProtoType(FieldDescriptorProto.Type descriptorType, boolean mapKey) {
        this.descriptorType = descriptorType;
        this.mapKey = mapKey;
    }

    FieldDescriptorProto.Type descriptorType() {
        return descriptorType;
    }

    /** Whether protobuf allows it as the key of a {@code map<k, v>}. */
    boolean isMapKey() {
        return mapKey;
    }
}
