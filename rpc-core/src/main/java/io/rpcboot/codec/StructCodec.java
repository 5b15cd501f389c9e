package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.ListValue;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code Map<String, Object>} as {@code google.protobuf.Struct}: null, booleans, numbers, strings, lists and maps. */
final class StructCodec extends ValueCodec {

    /** Beyond it a double does not hold every whole number. */
    private static final long MAX_EXACT = 1L << 53;

    StructCodec() {
        super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
    }

    @Override
    int size(Object value, Encoding encoding) {
        Struct struct = struct((Map<?, ?>) value, encoding);
        encoding.keep(struct);
        return CodedOutputStream.computeMessageSizeNoTag(struct);
    }

    @Override
    void write(Object value, Encoding encoding) throws IOException {
        ForeignCodecs.write((Struct) encoding.nextValue(), encoding);
    }

    @Override
    Object read(Decoding decoding) throws IOException {
        return map(ForeignCodecs.read(Struct.parser(), decoding));
    }

    @Override
    Object absent() {
        return new LinkedHashMap<>();
    }

    private static Struct struct(Map<?, ?> map, Encoding encoding) {
        encoding.enter();
        Struct.Builder struct = Struct.newBuilder();
        map.forEach((key, value) -> {
            try {
                if (!(key instanceof String name)) {
                    throw new Fault("keys are strings, not " + typeName(key));
                }
                Utf8.length(name);
                encoding.enter(); // the entry
                struct.putFields(name, value(value, encoding));
                encoding.leave();
            } catch (Fault e) {
                throw e.atKey(key);
            }
        });
        encoding.leave();
        return struct.build();
    }

    private static Value value(@Nullable Object value, Encoding encoding) {
        encoding.enter();
        Value message = message(value, encoding);
        encoding.leave();
        return message;
    }

    private static Value message(@Nullable Object value, Encoding encoding) {
        Value.Builder builder = Value.newBuilder();
        if (value == null) {
            return builder.setNullValue(NullValue.NULL_VALUE).build();
        }
        if (value instanceof String text) {
            Utf8.length(text);
            return builder.setStringValue(text).build();
        }
        if (value instanceof Boolean bool) {
            return builder.setBoolValue(bool).build();
        }
        if (value instanceof Number number) {
            return builder.setNumberValue(number(number)).build();
        }
        if (value instanceof Map<?, ?> map) {
            return builder.setStructValue(struct(map, encoding)).build();
        }
        if (value instanceof List<?> list) {
            return builder.setListValue(list(list, encoding)).build();
        }
        throw new Fault(typeName(value)
                + " has no place in free-form data; use null, Boolean, Number, String, List or Map<String,Object>");
    }

    private static ListValue list(List<?> list, Encoding encoding) {
        encoding.enter();
        ListValue.Builder values = ListValue.newBuilder();
        int index = 0;
        for (Object element : list) {
            try {
                values.addValues(value(element, encoding));
            } catch (Fault e) {
                throw e.at(index);
            }
            index++;
        }
        encoding.leave();
        return values.build();
    }

    private static double number(Number number) {
        if (number instanceof Integer
                || number instanceof Double
                || number instanceof Float
                || number instanceof Short
                || number instanceof Byte) {
            return number.doubleValue();
        }
        if (number instanceof Long whole && Math.abs(whole) <= MAX_EXACT && whole != Long.MIN_VALUE) {
            return whole.doubleValue();
        }
        throw new Fault(number + " (" + number.getClass().getName()
                + ") is no exact double, which is what free-form data holds; use a String or a record");
    }

    private static Map<String, @Nullable Object> map(Struct struct) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        struct.getFieldsMap().forEach((name, value) -> map.put(name, object(value)));
        return map;
    }

    private static @Nullable Object object(Value value) {
        return switch (value.getKindCase()) {
            case BOOL_VALUE -> value.getBoolValue();
            case NUMBER_VALUE -> value.getNumberValue();
            case STRING_VALUE -> value.getStringValue();
            case STRUCT_VALUE -> map(value.getStructValue());
            case LIST_VALUE -> {
                List<@Nullable Object> list = new ArrayList<>();
                value.getListValue().getValuesList().forEach(element -> list.add(object(element)));
                yield list;
            }
            case NULL_VALUE, KIND_NOT_SET -> null;
        };
    }

    private static String typeName(@Nullable Object value) {
        return value == null ? "null" : value.getClass().getName();
    }
}
