package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Prints one file. */
final class ProtoPrinter {

    /** One more than the greatest field number, as the end of a range. */
    private static final int MAX_FIELD_END = 1 << 29;

    private final FileDescriptor file;
    private final boolean commented;
    private final SourceComments comments;
    private final TypeNames names;
    private final StringBuilder out = new StringBuilder();

    ProtoPrinter(FileDescriptor file, boolean commented) {
        this.file = file;
        this.commented = commented;
        this.comments = new SourceComments(file);
        this.names = new TypeNames(file);
    }

    String print() {
        if (!file.toProto().getSyntax().equals("proto3")
                || !file.getExtensions().isEmpty()) {
            throw new IllegalArgumentException(file.getName() + " is not proto3, or has extensions");
        }
        comment(comments.head(), "");
        out.append("syntax = \"proto3\";\n");
        if (!file.getPackage().isEmpty()) {
            out.append("\npackage ").append(file.getPackage()).append(";\n");
        }
        imports();
        file.getServices().forEach(this::service);
        for (GenericDescriptor type : typesInOrderOfUse()) {
            out.append('\n');
            if (type instanceof Descriptor message) {
                message(message, "");
            } else {
                enumeration((EnumDescriptor) type, "");
            }
        }
        return out.toString();
    }

    private void imports() {
        Set<String> lines = new TreeSet<>();
        for (FileDescriptor each : file.getDependencies()) {
            lines.add("import " + (file.getPublicDependencies().contains(each) ? "public " : "")
                    + quoted(each.getName()) + ";\n");
        }
        if (!lines.isEmpty()) {
            out.append('\n');
            lines.forEach(out::append);
        }
    }

    private void service(ServiceDescriptor service) {
        out.append('\n');
        comment(comments.leading(service), "");
        out.append("service ").append(service.getName()).append(" {\n");
        for (MethodDescriptor method : service.getMethods()) {
            comment(comments.leading(method), "  ");
            out.append("  rpc ")
                    .append(method.getName())
                    .append(method.isClientStreaming() ? "(stream " : "(")
                    .append(type(method.getInputType(), service))
                    .append(method.isServerStreaming() ? ") returns (stream " : ") returns (")
                    .append(type(method.getOutputType(), service))
                    .append(");\n");
        }
        out.append("}\n");
    }

    private String type(Descriptor message, ServiceDescriptor service) {
        String name = names.in(service.getFullName(), message.getFullName());
        return name.equals("stream") || name.startsWith("stream.") ? "." + message.getFullName() : name;
    }

    /** Those of the file's top level: what methods use, depth first, then the rest. */
    private Set<GenericDescriptor> typesInOrderOfUse() {
        Set<GenericDescriptor> types = new LinkedHashSet<>();
        for (ServiceDescriptor service : file.getServices()) {
            for (MethodDescriptor method : service.getMethods()) {
                use(method.getInputType(), types);
                use(method.getOutputType(), types);
                Descriptor errors = ProtoSchema.errors(method);
                if (errors != null) {
                    use(errors, types);
                }
            }
        }
        file.getMessageTypes().forEach(message -> use(message, types));
        types.addAll(file.getEnumTypes());
        return types;
    }

    private void use(Descriptor message, Set<GenericDescriptor> types) {
        if (message.getFile() != file) {
            return;
        }
        if (message.getContainingType() == null && !types.add(message)) {
            return;
        }
        for (FieldDescriptor field : message.getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                Descriptor type = field.getMessageType();
                if (isEntry(type, message) || type.getContainingType() == null) {
                    use(type, types);
                }
            } else if (field.getJavaType() == FieldDescriptor.JavaType.ENUM
                    && field.getEnumType().getFile() == file
                    && field.getEnumType().getContainingType() == null) {
                types.add(field.getEnumType());
            }
        }
    }

    /** Whether the message describes a map's entries: nested, and made of a key and a value. */
    private static boolean isEntry(Descriptor type, Descriptor owner) {
        return type.getContainingType() == owner && type.getName().endsWith("Entry");
    }

    private void message(Descriptor message, String indent) {
        comment(comments.leading(message), indent);
        out.append(indent).append("message ").append(message.getName()).append(" {");
        int start = out.length();
        out.append('\n');
        String inner = indent + "  ";
        reserved(
                message.toProto().getReservedRangeList().stream()
                        .map(range -> range(range))
                        .toList(),
                message.toProto().getReservedNameList(),
                inner);
        message.getEnumTypes().forEach(type -> enumeration(type, inner));
        message.getNestedTypes().stream()
                .filter(type -> !type.getOptions().getMapEntry())
                .forEach(type -> message(type, inner));
        OneofDescriptor open = null;
        for (FieldDescriptor field : message.getFields()) {
            OneofDescriptor oneof = field.getRealContainingOneof();
            if (oneof != open) {
                if (open != null) {
                    out.append(inner).append("}\n");
                }
                if (oneof != null) {
                    out.append(inner).append("oneof ").append(oneof.getName()).append(" {\n");
                }
                open = oneof;
            }
            field(field, message, oneof == null ? inner : inner + "  ");
        }
        if (open != null) {
            out.append(inner).append("}\n");
        }
        if (out.length() == start + 1) {
            out.setLength(start);
            out.append("}\n");
        } else {
            out.append(indent).append("}\n");
        }
    }

    private void field(FieldDescriptor field, Descriptor scope, String indent) {
        out.append(indent);
        if (field.isMapField()) {
            Descriptor entry = field.getMessageType();
            out.append("map<")
                    .append(type(entry.findFieldByNumber(1), scope))
                    .append(", ")
                    .append(type(entry.findFieldByNumber(2), scope))
                    .append('>');
        } else {
            out.append(field.isRepeated() ? "repeated " : field.toProto().getProto3Optional() ? "optional " : "")
                    .append(type(field, scope));
        }
        out.append(' ').append(field.getName()).append(" = ").append(field.getNumber());
        if (!field.getJsonName().equals(Names.json(field.getName()))) {
            out.append(" [json_name = ").append(quoted(field.getJsonName())).append(']');
        }
        out.append(';');
        trailing(comments.trailing(field));
    }

    private String type(FieldDescriptor field, Descriptor scope) {
        return switch (field.getType()) {
            case MESSAGE -> names.in(scope.getFullName(), field.getMessageType().getFullName());
            case ENUM -> names.in(scope.getFullName(), field.getEnumType().getFullName());
            default -> field.getType().name().toLowerCase(Locale.ROOT);
        };
    }

    private void enumeration(EnumDescriptor type, String indent) {
        comment(comments.leading(type), indent);
        out.append(indent).append("enum ").append(type.getName()).append(" {\n");
        String inner = indent + "  ";
        if (type.toProto().getOptions().getAllowAlias()) {
            out.append(inner).append("option allow_alias = true;\n");
        }
        reserved(
                type.toProto().getReservedRangeList().stream()
                        .map(range -> range(range))
                        .toList(),
                type.toProto().getReservedNameList(),
                inner);
        for (EnumValueDescriptor value : type.getValues()) {
            out.append(inner)
                    .append(value.getName())
                    .append(" = ")
                    .append(value.getNumber())
                    .append(';');
            if (comments.isEnumDefault(value)) {
                out.append("  // ").append(SourceComments.ENUM_DEFAULT).append('\n');
            } else {
                trailing(comments.trailing(value));
            }
        }
        out.append(indent).append("}\n");
    }

    private static String range(ReservedRange range) {
        int last = range.getEnd() - 1;
        return range(range.getStart(), last, MAX_FIELD_END - 1);
    }

    private static String range(EnumReservedRange range) {
        return range(range.getStart(), range.getEnd(), Integer.MAX_VALUE);
    }

    private static String range(int first, int last, int max) {
        return first == last ? String.valueOf(first) : first + " to " + (last == max ? "max" : String.valueOf(last));
    }

    private void reserved(List<String> ranges, List<String> names, String indent) {
        if (!ranges.isEmpty()) {
            out.append(indent)
                    .append("reserved ")
                    .append(String.join(", ", ranges))
                    .append(";\n");
        }
        if (!names.isEmpty()) {
            out.append(indent)
                    .append("reserved ")
                    .append(String.join(
                            ", ", names.stream().map(ProtoPrinter::quoted).toList()))
                    .append(";\n");
        }
    }

    private void comment(String text, String indent) {
        if (commented) {
            text.lines()
                    .forEach(line ->
                            out.append(indent).append("// ").append(line).append('\n'));
        }
    }

    private void trailing(String text) {
        if (commented && !text.isEmpty()) {
            out.append("  // ").append(text.lines().findFirst().orElse(""));
        }
        out.append('\n');
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append(String.format(Locale.ROOT, "\\%03o", c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }

    /** The shortest name by which a type can be meant: what is nearer to the place of use comes first in protobuf. */
    private static final class TypeNames {

        private final String packageName;
        private final Set<String> symbols = new TreeSet<>();

        TypeNames(FileDescriptor file) {
            this.packageName = file.getPackage();
            collect(file, new LinkedHashSet<>());
        }

        private void collect(FileDescriptor file, Set<FileDescriptor> seen) {
            if (seen.add(file)) {
                String name = file.getPackage();
                while (!name.isEmpty()) {
                    symbols.add(name);
                    name = name.substring(0, Math.max(0, name.lastIndexOf('.')));
                }
                file.getMessageTypes().forEach(this::collect);
                file.getEnumTypes().forEach(type -> symbols.add(type.getFullName()));
                file.getServices().forEach(service -> symbols.add(service.getFullName()));
                file.getDependencies().forEach(each -> collect(each, seen));
            }
        }

        private void collect(Descriptor message) {
            symbols.add(message.getFullName());
            message.getNestedTypes().forEach(this::collect);
            message.getEnumTypes().forEach(type -> symbols.add(type.getFullName()));
        }

        String in(String scope, String type) {
            List<String> candidates = new ArrayList<>();
            if (type.startsWith(scope + ".")) {
                candidates.add(type.substring(scope.length() + 1));
            }
            if (!packageName.isEmpty() && type.startsWith(packageName + ".")) {
                candidates.add(type.substring(packageName.length() + 1));
            }
            candidates.add(type);
            return candidates.stream()
                    .filter(candidate -> type.equals(resolve(scope, candidate)))
                    .findFirst()
                    .orElse("." + type);
        }

        /** The first part of the name is looked for from the inside out; the rest must then be within it. */
        private @Nullable String resolve(String scope, String name) {
            int dot = name.indexOf('.');
            String first = dot < 0 ? name : name.substring(0, dot);
            for (String each = scope; ; each = each.substring(0, Math.max(0, each.lastIndexOf('.')))) {
                String prefix = each.isEmpty() ? "" : each + ".";
                if (symbols.contains(prefix + first)) {
                    return prefix + name;
                }
                if (each.isEmpty()) {
                    return null;
                }
            }
        }
    }
}
