package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One file while it is built: what its messages look like, and from where they came as comments. */
final class SchemaFile {

    private static final String UNION = "kind";

    private final SchemaBuilder schema;
    private final @Nullable FileDescriptor shared;
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    private final SourceComments.Writer comments = new SourceComments.Writer();
    private final Map<String, FileDescriptor> imports = new TreeMap<>();
    private final Set<String> added = new HashSet<>();

    /** That two imports have one name, so that one of them is lost: not wrong by itself, as they may be copies. */
    private @Nullable String clash;

    /**
     * An empty file.
     *
     * @param schema knows the names of all messages
     * @param shared the file of shared types; null if it is this one, or there is none
     */
    SchemaFile(String name, String packageName, SchemaBuilder schema, @Nullable FileDescriptor shared) {
        this.schema = schema;
        this.shared = shared;
        file.setName(name).setPackage(packageName).setSyntax("proto3");
    }

    /** What is said at the head of the file. */
    void comment(String text) {
        comments.leading(text, FileDescriptorProto.SYNTAX_FIELD_NUMBER);
    }

    /**
     * The file as a descriptor.
     *
     * @param path what the file is of, for errors
     * @throws SchemaException if it cannot stand beside the generated messages that it uses
     */
    FileDescriptor build(String path) {
        file.addAllDependency(imports.keySet()).setSourceCodeInfo(comments.build());
        try {
            return FileDescriptor.buildFrom(file.build(), imports.values().toArray(FileDescriptor[]::new));
        } catch (DescriptorValidationException e) {
            String problem = clash != null
                    ? clash
                    : "its schema is not valid beside the generated messages that it uses (" + e.getMessage()
                            + "); give it another name by @RpcContract(name = …)";
            SchemaException refused = new SchemaException(path, problem);
            refused.initCause(e);
            throw refused;
        }
    }

    void add(ServiceShape service, String simpleName) {
        ServiceDescriptorProto.Builder methods =
                ServiceDescriptorProto.newBuilder().setName(simpleName);
        for (MethodShape method : service.methods()) {
            methodComment(service, method)
                    .ifPresent(text -> comments.leading(
                            text,
                            FileDescriptorProto.SERVICE_FIELD_NUMBER,
                            0,
                            ServiceDescriptorProto.METHOD_FIELD_NUMBER,
                            methods.getMethodCount()));
            methods.addMethod(MethodDescriptorProto.newBuilder()
                    .setName(Names.identifier(method.name()))
                    .setInputType(typeName(method.request()))
                    .setOutputType(typeName(method.response())));
            if (SchemaBuilder.isNeeded(method.errors())) {
                add(method.errors());
            }
        }
        file.addService(methods);
    }

    private java.util.Optional<String> methodComment(ServiceShape service, MethodShape method) {
        List<String> remarks = new ArrayList<>();
        if (!Names.identifier(method.name()).equals(method.name())
                || !Names.dotted(service.name()).equals(service.name())) {
            remarks.add("On the wire " + service.name() + "/" + method.name() + ".");
        }
        if (method.oneway()) {
            remarks.add("One-way: callers wait for no response.");
        }
        if (!method.errors().fields().isEmpty()) {
            String exceptions =
                    method.errors().fields().stream().map(FieldShape::name).collect(Collectors.joining(", "));
            String errors = schema.name(method.errors());
            remarks.add("Throws " + exceptions + ": see " + errors.substring(errors.lastIndexOf('.') + 1) + ".");
        }
        return remarks.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(String.join("\n", remarks));
    }

    private String typeName(ValueShape shape) {
        if (shape instanceof ForeignShape foreign) {
            FileDescriptor source = foreign.descriptor().getFile();
            FileDescriptor other = imports.put(source.getName(), source);
            if (other != null && other != source) {
                clash = "uses generated messages of two files that are both called " + source.getName()
                        + ", one of package " + other.getPackage() + " and one of " + source.getPackage()
                        + "; rename one of the files, as a schema imports files by their names";
            }
            return "." + foreign.descriptor().getFullName();
        }
        if (shared != null && schema.isShared(shape)) {
            imports.put(shared.getName(), shared);
        } else {
            add(shape);
        }
        return schema.name(shape);
    }

    /** Adds a message or enum, unless it is there already, and everything that it mentions. */
    void add(@Nullable ValueShape shape) {
        if (shape instanceof EnumShape enumeration) {
            String name = simpleName(enumeration);
            if (added.add(name)) {
                enumeration(enumeration, name);
            }
        } else if (shape instanceof MessageShape message) {
            String name = simpleName(message);
            if (added.add(name)) {
                // Its place, and with it the place of its comments, is settled before those of what it mentions.
                int index = file.getMessageTypeCount();
                file.addMessageType(DescriptorProto.newBuilder().setName(name));
                file.setMessageType(index, message(message, name, index));
            }
        }
    }

    private String simpleName(ValueShape shape) {
        String name = schema.name(shape);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private void enumeration(EnumShape shape, String name) {
        int index = file.getEnumTypeCount();
        comments.leading(
                "From enum " + shape.javaType().getTypeName() + ".", FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, index);
        List<String> names = valueNames(name, shape);
        EnumDescriptorProto.Builder values = EnumDescriptorProto.newBuilder()
                .setName(name)
                .addValue(EnumValueDescriptorProto.newBuilder()
                        .setName(names.get(0))
                        .setNumber(0));
        for (int i = 0; i < shape.constants().size(); i++) {
            if (shape.constants().get(i) == shape.unknown()) {
                comments.trailing(
                        SourceComments.ENUM_DEFAULT,
                        FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER,
                        index,
                        EnumDescriptorProto.VALUE_FIELD_NUMBER,
                        values.getValueCount());
            }
            values.addValue(EnumValueDescriptorProto.newBuilder()
                    .setName(names.get(i + 1))
                    .setNumber(shape.numbers().get(i)));
        }
        for (int[] range : ranges(shape.reserved())) {
            values.addReservedRange(
                    EnumReservedRange.newBuilder().setStart(range[0]).setEnd(range[1]));
        }
        file.addEnumType(values);
    }

    /**
     * The names of an enum's values, that of 0 first. Protobuf wants them to differ without the enum's name, underscores
     * and case too.
     */
    static List<String> valueNames(String enumName, EnumShape shape) {
        String prefix = Names.snake(enumName).toUpperCase(Locale.ROOT) + "_";
        List<String> names = new ArrayList<>(List.of(prefix + "UNSPECIFIED"));
        Set<String> seen = new HashSet<>(Set.of("unspecified"));
        for (int i = 0; i < shape.constants().size(); i++) {
            String name = Names.identifier(shape.constants().get(i).name());
            while (!seen.add(plain(name))) {
                name = name + "_" + shape.numbers().get(i);
            }
            names.add(prefix + name);
        }
        return names;
    }

    private static String plain(String name) {
        return name.replace("_", "").toLowerCase(Locale.ROOT);
    }

    /** Ascending numbers as ranges, both ends included. */
    private static List<int[]> ranges(List<Integer> numbers) {
        List<int[]> ranges = new ArrayList<>();
        for (int number : numbers) {
            int[] last = ranges.isEmpty() ? null : ranges.get(ranges.size() - 1);
            if (last != null && last[1] + 1 == number) {
                last[1] = number;
            } else {
                ranges.add(new int[] {number, number});
            }
        }
        return ranges;
    }

    private DescriptorProto message(MessageShape shape, String name, int index) {
        String source = source(shape);
        if (source != null) {
            comments.leading(source, FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index);
        }
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
        boolean union = shape.kind() == MessageShape.Kind.UNION;
        if (union && !shape.fields().isEmpty()) {
            message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(UNION));
        }
        Set<String> fieldNames = new HashSet<>(union ? Set.of(UNION) : Set.of());
        for (FieldShape field : shape.fields()) {
            FieldDescriptorProto.Builder proto = FieldDescriptorProto.newBuilder()
                    .setName(fieldName(field, fieldNames))
                    .setJsonName(field.name())
                    .setNumber(field.number());
            type(field, name, message, proto);
            if (union) {
                proto.setOneofIndex(0).clearProto3Optional();
            }
            String javaType = javaType(field.type());
            if (javaType != null) {
                comments.trailing(
                        javaType,
                        FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER,
                        index,
                        DescriptorProto.FIELD_FIELD_NUMBER,
                        message.getFieldCount());
            }
            message.addField(proto);
        }
        for (int[] range : ranges(shape.reserved())) {
            message.addReservedRange(
                    ReservedRange.newBuilder().setStart(range[0]).setEnd(range[1] + 1));
        }
        addPresence(message);
        return message.build();
    }

    private static @Nullable String source(MessageShape shape) {
        JavaType type = shape.type();
        if (type == null || type.raw() == Throwable.class) {
            return null;
        }
        Class<?> raw = type.raw();
        String kind = raw.isRecord()
                ? "record "
                : Throwable.class.isAssignableFrom(raw)
                        ? "exception "
                        : shape.kind() == MessageShape.Kind.UNION
                                ? raw.isInterface() ? "sealed interface " : "sealed class "
                                : shape.kind() == MessageShape.Kind.BEAN ? "class " : "";
        return "From " + kind + type + ".";
    }

    /** What the protobuf type does not tell: that a string is a date, an int32 a short. */
    private static @Nullable String javaType(TypeShape type) {
        if (type instanceof RepeatedShape repeated) {
            return javaType(repeated.element());
        }
        return type instanceof ScalarShape scalar && scalar.conversion() != null
                ? scalar.javaType().getTypeName()
                : null;
    }

    /** Protobuf wants the names to differ without underscores, and those of maps' entries as well. */
    private static String fieldName(FieldShape field, Set<String> taken) {
        String name = Names.snake(field.name());
        while (!taken.add(plain(name))) {
            name = name + "_" + field.number();
        }
        return name;
    }

    private void type(
            FieldShape field, String owner, DescriptorProto.Builder message, FieldDescriptorProto.Builder proto) {
        proto.setLabel(field.presence() == Presence.REPEATED ? Label.LABEL_REPEATED : Label.LABEL_OPTIONAL);
        TypeShape type = field.type();
        if (type instanceof RepeatedShape repeated) {
            setType(proto, repeated.element());
        } else if (type instanceof MapShape map) {
            entry(map, owner, message, proto);
        } else if (type instanceof OptionalShape optional) {
            setType(proto, optional.value());
            proto.setProto3Optional(!isMessage(optional.value()));
        } else {
            ValueShape value = (ValueShape) type;
            setType(proto, value);
            proto.setProto3Optional(field.presence() == Presence.EXPLICIT && !isMessage(value));
        }
    }

    private static boolean isMessage(ValueShape value) {
        return value instanceof MessageShape || value instanceof ForeignShape;
    }

    private void setType(FieldDescriptorProto.Builder proto, ValueShape value) {
        if (value instanceof ScalarShape scalar) {
            proto.setType(scalar.type().descriptorType());
            return;
        }
        proto.setType(
                value instanceof EnumShape
                        ? FieldDescriptorProto.Type.TYPE_ENUM
                        : FieldDescriptorProto.Type.TYPE_MESSAGE);
        proto.setTypeName(typeName(value));
    }

    private void entry(
            MapShape map, String owner, DescriptorProto.Builder message, FieldDescriptorProto.Builder proto) {
        String name = Names.entry(proto.getName());
        FieldDescriptorProto.Builder key =
                FieldDescriptorProto.newBuilder().setName("key").setNumber(1).setLabel(Label.LABEL_OPTIONAL);
        setType(key, map.key());
        FieldDescriptorProto.Builder value =
                FieldDescriptorProto.newBuilder().setName("value").setNumber(2).setLabel(Label.LABEL_OPTIONAL);
        setType(value, map.value());
        DescriptorProto.Builder entry =
                DescriptorProto.newBuilder().setName(name).addField(key).addField(value);
        if (map.isNative()) {
            entry.setOptions(MessageOptions.newBuilder().setMapEntry(true));
        }
        message.addNestedType(entry);
        String scope = file.getPackage().isEmpty() ? "." + owner : "." + file.getPackage() + "." + owner;
        proto.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(scope + "." + name);
    }

    /** Explicit presence of a scalar is, in a descriptor, a oneof of its own; they come after all others. */
    static void addPresence(DescriptorProto.Builder message) {
        Set<String> taken = new HashSet<>();
        message.getFieldList().forEach(field -> taken.add(field.getName()));
        message.getOneofDeclList().forEach(oneof -> taken.add(oneof.getName()));
        for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
            if (field.getProto3Optional()) {
                String name = "_" + field.getName();
                while (!taken.add(name)) {
                    name = "X" + name; // as protoc does
                }
                field.setOneofIndex(message.getOneofDeclCount());
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(name));
            } else {
                field.clearProto3Optional();
            }
        }
    }
}
