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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one proto3 file: a recursive descent over {@link ProtoTokens}. */
final class ProtoParser {

    private static final int MAX_FIELD = (1 << 29) - 1;

    /** Deeper than anyone nests messages; the text may come from anywhere. */
    private static final int MAX_DEPTH = 32;

    private static final Map<String, FieldDescriptorProto.Type> SCALARS = Map.ofEntries(
            Map.entry("double", FieldDescriptorProto.Type.TYPE_DOUBLE),
            Map.entry("float", FieldDescriptorProto.Type.TYPE_FLOAT),
            Map.entry("int64", FieldDescriptorProto.Type.TYPE_INT64),
            Map.entry("uint64", FieldDescriptorProto.Type.TYPE_UINT64),
            Map.entry("int32", FieldDescriptorProto.Type.TYPE_INT32),
            Map.entry("fixed64", FieldDescriptorProto.Type.TYPE_FIXED64),
            Map.entry("fixed32", FieldDescriptorProto.Type.TYPE_FIXED32),
            Map.entry("bool", FieldDescriptorProto.Type.TYPE_BOOL),
            Map.entry("string", FieldDescriptorProto.Type.TYPE_STRING),
            Map.entry("bytes", FieldDescriptorProto.Type.TYPE_BYTES),
            Map.entry("uint32", FieldDescriptorProto.Type.TYPE_UINT32),
            Map.entry("sfixed32", FieldDescriptorProto.Type.TYPE_SFIXED32),
            Map.entry("sfixed64", FieldDescriptorProto.Type.TYPE_SFIXED64),
            Map.entry("sint32", FieldDescriptorProto.Type.TYPE_SINT32),
            Map.entry("sint64", FieldDescriptorProto.Type.TYPE_SINT64));

    /** What begins statements of other versions of the language. */
    private static final Set<String> UNKNOWN = Set.of("required", "group", "extensions", "extend");

    private final ProtoTokens tokens;
    private final FileDescriptorProto.Builder file = FileDescriptorProto.newBuilder();
    private final SourceComments.Writer comments = new SourceComments.Writer();

    ProtoParser(String name, String text) {
        this.tokens = new ProtoTokens(name, text);
        file.setName(name);
    }

    FileDescriptorProto parse() {
        tokens.expect("syntax");
        tokens.expect("=");
        if (!tokens.string().equals("proto3")) {
            throw tokens.error("only proto3 is known");
        }
        file.setSyntax("proto3");
        tokens.expect(";");
        while (!tokens.atEnd()) {
            if (tokens.accept("package")) {
                file.setPackage(tokens.name());
                tokens.expect(";");
            } else if (tokens.accept("import")) {
                if (tokens.accept("public")) {
                    file.addPublicDependency(file.getDependencyCount());
                } else if (tokens.accept("weak")) {
                    file.addWeakDependency(file.getDependencyCount());
                }
                file.addDependency(tokens.string());
                tokens.expect(";");
            } else if (tokens.accept("message")) {
                int index = file.getMessageTypeCount();
                file.addMessageType(message(1, FileDescriptorProto.MESSAGE_TYPE_FIELD_NUMBER, index));
            } else if (tokens.accept("enum")) {
                int index = file.getEnumTypeCount();
                file.addEnumType(enumeration(FileDescriptorProto.ENUM_TYPE_FIELD_NUMBER, index));
            } else if (tokens.accept("service")) {
                file.addService(service());
            } else if (!optionOrEmpty()) {
                throw tokens.unexpected("a message, enum, service, import or option");
            }
        }
        return file.setSourceCodeInfo(comments.build()).build();
    }

    private boolean optionOrEmpty() {
        if (tokens.accept(";")) {
            return true;
        }
        if (!tokens.accept("option")) {
            return false;
        }
        tokens.skipTo(";");
        return true;
    }

    private ServiceDescriptorProto service() {
        ServiceDescriptorProto.Builder service =
                ServiceDescriptorProto.newBuilder().setName(tokens.identifier());
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (tokens.accept("rpc")) {
                service.addMethod(method());
            } else if (!optionOrEmpty()) {
                throw tokens.unexpected("rpc");
            }
        }
        return service.build();
    }

    private MethodDescriptorProto method() {
        MethodDescriptorProto.Builder method =
                MethodDescriptorProto.newBuilder().setName(tokens.identifier());
        tokens.expect("(");
        if (tokens.accept("stream")) {
            method.setClientStreaming(true);
        }
        method.setInputType(tokens.typeName());
        tokens.expect(")");
        tokens.expect("returns");
        tokens.expect("(");
        if (tokens.accept("stream")) {
            method.setServerStreaming(true);
        }
        method.setOutputType(tokens.typeName());
        tokens.expect(")");
        if (tokens.accept("{")) {
            while (!tokens.accept("}")) {
                if (!optionOrEmpty()) {
                    throw tokens.unexpected("option");
                }
            }
        } else {
            tokens.expect(";");
        }
        return method.build();
    }

    private DescriptorProto message(int depth, int... path) {
        if (depth > MAX_DEPTH) {
            throw tokens.error("messages are nested more than " + MAX_DEPTH + " deep");
        }
        DescriptorProto.Builder message = DescriptorProto.newBuilder().setName(tokens.identifier());
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (tokens.isStatement("message")) {
                tokens.accept("message");
                message.addNestedType(message(
                        depth + 1,
                        append(path, DescriptorProto.NESTED_TYPE_FIELD_NUMBER, message.getNestedTypeCount())));
            } else if (tokens.isStatement("enum")) {
                tokens.accept("enum");
                message.addEnumType(
                        enumeration(append(path, DescriptorProto.ENUM_TYPE_FIELD_NUMBER, message.getEnumTypeCount())));
            } else if (tokens.isStatement("oneof")) {
                tokens.accept("oneof");
                oneof(message);
            } else if (tokens.accept("reserved")) {
                reserved(message);
            } else if (!tokens.isStatement("option") || !optionOrEmpty()) {
                if (!tokens.accept(";")) {
                    field(message, null);
                }
            }
        }
        SchemaFile.addPresence(message);
        return message.build();
    }

    private static int[] append(int[] path, int field, int index) {
        int[] longer = java.util.Arrays.copyOf(path, path.length + 2);
        longer[path.length] = field;
        longer[path.length + 1] = index;
        return longer;
    }

    private void oneof(DescriptorProto.Builder message) {
        int index = message.getOneofDeclCount();
        message.addOneofDecl(OneofDescriptorProto.newBuilder().setName(tokens.identifier()));
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (!tokens.isStatement("option") || !optionOrEmpty()) {
                field(message, index);
            }
        }
    }

    private void field(DescriptorProto.Builder message, @Nullable Integer oneof) {
        for (String unknown : UNKNOWN) {
            if (tokens.isStatement(unknown)) {
                throw tokens.error("'" + unknown + "' is not proto3 as it is read here");
            }
        }
        FieldDescriptorProto.Builder field = FieldDescriptorProto.newBuilder().setLabel(Label.LABEL_OPTIONAL);
        if (oneof != null) {
            field.setOneofIndex(oneof);
        } else if (tokens.isStatement("repeated")) {
            tokens.accept("repeated");
            field.setLabel(Label.LABEL_REPEATED);
        } else if (tokens.isStatement("optional")) {
            tokens.accept("optional");
            field.setProto3Optional(true);
        }
        if (tokens.is("map") && tokens.isNext("<")) {
            map(field, message);
        } else {
            type(field);
            field.setName(tokens.identifier());
        }
        tokens.expect("=");
        field.setNumber(tokens.integer());
        if (tokens.accept("[")) {
            fieldOptions(field);
        }
        tokens.expect(";");
        message.addField(field);
    }

    private void type(FieldDescriptorProto.Builder field) {
        String name = tokens.typeName();
        FieldDescriptorProto.Type scalar = SCALARS.get(name);
        if (scalar != null) {
            field.setType(scalar);
        } else {
            field.setTypeName(name);
        }
    }

    private void map(FieldDescriptorProto.Builder field, DescriptorProto.Builder message) {
        tokens.expect("map");
        tokens.expect("<");
        FieldDescriptorProto.Builder key =
                FieldDescriptorProto.newBuilder().setName("key").setNumber(1).setLabel(Label.LABEL_OPTIONAL);
        type(key);
        tokens.expect(",");
        FieldDescriptorProto.Builder value =
                FieldDescriptorProto.newBuilder().setName("value").setNumber(2).setLabel(Label.LABEL_OPTIONAL);
        type(value);
        tokens.expect(">");
        field.setName(tokens.identifier());
        String entry = Names.entry(field.getName());
        field.setLabel(Label.LABEL_REPEATED).setTypeName(entry);
        message.addNestedType(DescriptorProto.newBuilder()
                .setName(entry)
                .addField(key)
                .addField(value)
                .setOptions(MessageOptions.newBuilder().setMapEntry(true)));
    }

    private void fieldOptions(FieldDescriptorProto.Builder field) {
        if (tokens.is("json_name") && tokens.isNext("=")) {
            tokens.expect("json_name");
            tokens.expect("=");
            field.setJsonName(tokens.string());
            if (tokens.accept("]")) {
                return;
            }
            tokens.expect(",");
            fieldOptions(field);
            return;
        }
        tokens.skipOption();
        if (tokens.accept(",")) {
            fieldOptions(field);
        } else {
            tokens.expect("]");
        }
    }

    private void reserved(DescriptorProto.Builder message) {
        if (tokens.isString()) {
            reservedNames().forEach(message::addReservedName);
            return;
        }
        for (int[] range : ranges(MAX_FIELD)) {
            message.addReservedRange(
                    ReservedRange.newBuilder().setStart(range[0]).setEnd(range[1] + 1));
        }
    }

    private List<String> reservedNames() {
        List<String> names = new ArrayList<>();
        do {
            names.add(tokens.string());
        } while (tokens.accept(","));
        tokens.expect(";");
        return names;
    }

    /** Both ends included. */
    private List<int[]> ranges(int max) {
        List<int[]> ranges = new ArrayList<>();
        do {
            int first = tokens.integer();
            int last = first;
            if (tokens.accept("to")) {
                last = tokens.accept("max") ? max : tokens.integer();
            }
            if (last < first) {
                throw tokens.error("the range " + first + " to " + last + " is empty");
            }
            ranges.add(new int[] {first, last});
        } while (tokens.accept(","));
        tokens.expect(";");
        return ranges;
    }

    private EnumDescriptorProto enumeration(int... path) {
        EnumDescriptorProto.Builder type = EnumDescriptorProto.newBuilder().setName(tokens.identifier());
        tokens.expect("{");
        while (!tokens.accept("}")) {
            if (tokens.accept("reserved")) {
                if (tokens.isString()) {
                    reservedNames().forEach(type::addReservedName);
                } else {
                    for (int[] range : ranges(Integer.MAX_VALUE)) {
                        type.addReservedRange(EnumReservedRange.newBuilder()
                                .setStart(range[0])
                                .setEnd(range[1]));
                    }
                }
            } else if (tokens.is("option") && tokens.isNext("allow_alias")) {
                tokens.expect("option");
                tokens.expect("allow_alias");
                tokens.expect("=");
                type.getOptionsBuilder().setAllowAlias(tokens.identifier().equals("true"));
                tokens.expect(";");
            } else if (tokens.is("option") && !tokens.isNext("=")) {
                optionOrEmpty();
            } else if (!tokens.accept(";")) {
                value(type, path);
            }
        }
        return type.build();
    }

    private void value(EnumDescriptorProto.Builder type, int[] path) {
        EnumValueDescriptorProto.Builder value =
                EnumValueDescriptorProto.newBuilder().setName(tokens.identifier());
        tokens.expect("=");
        value.setNumber(tokens.integer());
        if (tokens.accept("[")) {
            do {
                tokens.skipOption();
            } while (tokens.accept(","));
            tokens.expect("]");
        }
        String behind = tokens.expectWithComment(";");
        if (behind.strip().startsWith(SourceComments.ENUM_DEFAULT)) {
            comments.trailing(
                    SourceComments.ENUM_DEFAULT,
                    append(path, EnumDescriptorProto.VALUE_FIELD_NUMBER, type.getValueCount()));
        }
        type.addValue(value);
    }
}
