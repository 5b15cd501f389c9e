package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.DescriptorProtos.SourceCodeInfo.Location;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The protobuf schema of a service, as protobuf's own descriptors. Immutable. */
public final class ProtoSchema {

    private final FileDescriptor file;
    private final String service;

    private ProtoSchema(FileDescriptor file, String service) {
        this.file = file;
        this.service = service;
    }

    /** The schema of a service. */
    public static ProtoSchema of(ServiceShape service) {
        String simpleName = service.name().substring(service.name().lastIndexOf('.') + 1);
        return new ProtoSchema(new Builder(service, simpleName).build(), Names.identifier(simpleName));
    }

    /** The file: the service, the messages and enums that its methods use. */
    public FileDescriptor file() {
        return file;
    }

    /** The file in protobuf's portable form. */
    public FileDescriptorProto toProto() {
        return file.toProto();
    }

    /** The method's name in the file: the wire name, with everything replaced that protobuf allows in no name. */
    public static String methodName(String wireName) {
        return Names.identifier(wireName);
    }

    /** The request message of the method with this wire name. */
    public Descriptor request(String method) {
        return method(method).getInputType();
    }

    /** The response message of the method with this wire name. */
    public Descriptor response(String method) {
        return method(method).getOutputType();
    }

    /** The message that error details of the method hold; null if it declares no exception. */
    public @Nullable Descriptor errors(String method) {
        return file.findMessageTypeByName(errorsName(method));
    }

    private com.google.protobuf.Descriptors.MethodDescriptor method(String name) {
        com.google.protobuf.Descriptors.MethodDescriptor method =
                file.findServiceByName(service).findMethodByName(Names.identifier(name));
        if (method == null) {
            throw new IllegalArgumentException(service + " has no method " + name);
        }
        return method;
    }

    /** The name by which a method's exceptions are found. */
    static String errorsName(String method) {
        return Names.upperFirst(Names.identifier(method)) + "Errors";
    }

    private static final class Builder {

        private final ServiceShape service;
        private final String simpleName;
        private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
        private final Map<String, FileDescriptor> imports = new LinkedHashMap<>();
        private final Map<MessageShape, String> messages = new HashMap<>();
        private final Map<Class<?>, String> enums = new HashMap<>();
        private final Set<String> taken = new HashSet<>();

        Builder(ServiceShape service, String simpleName) {
            this.service = service;
            this.simpleName = Names.identifier(simpleName);
        }

        FileDescriptor build() {
            String packageName =
                    service.name().substring(0, Math.max(0, service.name().lastIndexOf('.')));
            file.setName(service.name().replace('.', '/') + ".proto")
                    .setPackage(packageName)
                    .setSyntax("proto3");
            ServiceDescriptorProto.Builder methods =
                    ServiceDescriptorProto.newBuilder().setName(simpleName);
            taken.add(simpleName);
            service.methods().forEach(method -> taken.add(errorsName(method.name())));
            for (MethodShape method : service.methods()) {
                methods.addMethod(MethodDescriptorProto.newBuilder()
                        .setName(Names.identifier(method.name()))
                        .setInputType(typeName(method.request()))
                        .setOutputType(typeName(method.response())));
                if (!method.errors().fields().isEmpty()) {
                    message(method.errors(), errorsName(method.name()));
                }
            }
            file.addService(methods).addAllDependency(imports.keySet());
            try {
                return FileDescriptor.buildFrom(file.build(), imports.values().toArray(FileDescriptor[]::new));
            } catch (DescriptorValidationException e) {
                throw new IllegalStateException("the schema of " + service.name() + " is not valid: " + e, e);
            }
        }

        private String typeName(ValueShape shape) {
            if (shape instanceof ForeignShape foreign) {
                FileDescriptor source = foreign.descriptor().getFile();
                imports.put(source.getName(), source);
                return "." + foreign.descriptor().getFullName();
            }
            if (shape instanceof EnumShape enumeration) {
                return absolute(enumeration(enumeration));
            }
            return absolute(message((MessageShape) shape));
        }

        private String absolute(String name) {
            return file.getPackage().isEmpty() ? "." + name : "." + file.getPackage() + "." + name;
        }

        /** The first of the name, the name within the enclosing class, and numbered ones that nothing has. */
        private String claim(String name, @Nullable Class<?> javaType, boolean isEnum) {
            String wanted = Names.identifier(name);
            if (isFree(wanted, isEnum)) {
                return take(wanted, isEnum);
            }
            Class<?> outer = javaType == null ? null : javaType.getEnclosingClass();
            if (outer != null && isFree(Names.identifier(outer.getSimpleName() + name), isEnum)) {
                return take(Names.identifier(outer.getSimpleName() + name), isEnum);
            }
            int suffix = 2;
            while (!isFree(wanted + suffix, isEnum)) {
                suffix++;
            }
            return take(wanted + suffix, isEnum);
        }

        /** An enum's values lie beside the enum, so that it takes its prefix too. */
        private boolean isFree(String name, boolean isEnum) {
            return !taken.contains(name) && !(isEnum && taken.contains(prefix(name)));
        }

        private String take(String name, boolean isEnum) {
            taken.add(name);
            if (isEnum) {
                taken.add(prefix(name));
            }
            return name;
        }

        private static String prefix(String enumName) {
            return Names.snake(enumName).toUpperCase(Locale.ROOT) + "_";
        }

        private String enumeration(EnumShape shape) {
            String existing = enums.get(shape.javaType());
            if (existing != null) {
                return existing;
            }
            String name = claim(Names.upperFirst(shape.javaType().getSimpleName()), shape.javaType(), true);
            enums.put(shape.javaType(), name);
            EnumDescriptorProto.Builder values = EnumDescriptorProto.newBuilder()
                    .setName(name)
                    .addValue(EnumValueDescriptorProto.newBuilder()
                            .setName(prefix(name) + "UNSPECIFIED")
                            .setNumber(0));
            for (int i = 0; i < shape.constants().size(); i++) {
                if (shape.constants().get(i) == shape.unknown()) {
                    file.getSourceCodeInfoBuilder()
                            .addLocation(Location.newBuilder()
                                    .addPath(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER)
                                    .addPath(file.getEnumTypeCount())
                                    .addPath(EnumDescriptorProto.VALUE_FIELD_NUMBER)
                                    .addPath(values.getValueCount())
                                    .setTrailingComments(" " + SourceComments.ENUM_DEFAULT + "\n"));
                }
                values.addValue(EnumValueDescriptorProto.newBuilder()
                        .setName(prefix(name)
                                + Names.identifier(shape.constants().get(i).name()))
                        .setNumber(shape.numbers().get(i)));
            }
            file.addEnumType(values);
            return name;
        }

        private String message(MessageShape shape) {
            String existing = messages.get(shape);
            return existing == null ? message(shape, claim(shape.name(), shape.javaType(), false)) : existing;
        }

        private String message(MessageShape shape, String name) {
            messages.put(shape, name);
            DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(name);
            boolean union = shape.kind() == MessageShape.Kind.UNION;
            if (union && !shape.fields().isEmpty()) {
                message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("kind"));
            }
            Set<String> fieldNames = new HashSet<>(Set.of("kind"));
            if (!union) {
                fieldNames.clear();
            }
            for (FieldShape field : shape.fields()) {
                FieldDescriptorProto.Builder proto = FieldDescriptorProto.newBuilder()
                        .setName(fieldName(field, fieldNames))
                        .setJsonName(field.name())
                        .setNumber(field.number());
                type(field, name, message, proto);
                if (union) {
                    proto.setOneofIndex(0).clearProto3Optional();
                }
                message.addField(proto);
            }
            addPresence(message);
            file.addMessageType(message);
            return name;
        }

        private static String fieldName(FieldShape field, Set<String> taken) {
            String name = Names.snake(field.name());
            if (!taken.add(name)) {
                name = name + "_" + field.number();
                taken.add(name);
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
            StringBuilder name = new StringBuilder();
            for (String word : proto.getName().split("_", -1)) {
                name.append(word.isEmpty() ? "" : Names.upperFirst(word));
            }
            name.append("Entry");
            FieldDescriptorProto.Builder key = FieldDescriptorProto.newBuilder()
                    .setName("key")
                    .setNumber(1)
                    .setLabel(Label.LABEL_OPTIONAL);
            setType(key, map.key());
            FieldDescriptorProto.Builder value = FieldDescriptorProto.newBuilder()
                    .setName("value")
                    .setNumber(2)
                    .setLabel(Label.LABEL_OPTIONAL);
            setType(value, map.value());
            DescriptorProto.Builder entry = DescriptorProto.newBuilder()
                    .setName(name.toString())
                    .addField(key)
                    .addField(value);
            if (map.isNative()) {
                entry.setOptions(MessageOptions.newBuilder().setMapEntry(true));
            }
            message.addNestedType(entry);
            proto.setType(FieldDescriptorProto.Type.TYPE_MESSAGE).setTypeName(absolute(owner) + "." + name);
        }

        /** Explicit presence of a scalar is, in a descriptor, a oneof of its own; they come after all others. */
        private static void addPresence(DescriptorProto.Builder message) {
            for (FieldDescriptorProto.Builder field : message.getFieldBuilderList()) {
                if (field.getProto3Optional()) {
                    field.setOneofIndex(message.getOneofDeclCount());
                    message.addOneofDecl(OneofDescriptorProto.newBuilder().setName("_" + field.getName()));
                } else {
                    field.clearProto3Optional();
                }
            }
        }
    }
}
