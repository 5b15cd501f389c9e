package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages made from a Java object, field by field. */
final class MessageCodec extends ValueCodec {

    private static final int MAX_TABLE = 256;

    private final String name;
    private FieldCodec[] fields = {};
    private FieldCodec[] finishers = {};
    private @Nullable FieldCodec[] byNumber = {};
    private int longCount;
    private @Nullable Object[] defaults = {};
    private Factory factory = decoding -> decoding;

    /** Makes the object of what lies in the window. */
    @FunctionalInterface
    interface Factory {
        @Nullable
        Object make(Decoding decoding) throws Throwable;
    }

    MessageCodec(String name) {
        super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.name = name;
    }

    /** Types may contain themselves, so a codec exists before its fields do. */
    void complete(List<FieldCodec> fields, int longCount, @Nullable Object[] defaults, Factory factory) {
        this.fields = fields.stream()
                .sorted(Comparator.comparingInt(field -> field.number))
                .toArray(FieldCodec[]::new);
        this.finishers = fields.stream().filter(FieldCodec::needsFinish).toArray(FieldCodec[]::new);
        int highest = this.fields.length == 0 ? 0 : this.fields[this.fields.length - 1].number;
        this.byNumber = new FieldCodec[Math.min(highest + 1, MAX_TABLE)];
        for (FieldCodec field : fields) {
            if (field.number < MAX_TABLE) {
                byNumber[field.number] = field;
            }
        }
        this.longCount = longCount;
        this.defaults = defaults;
        this.factory = factory;
    }

    @Override
    int size(Object value, Encoding encoding) {
        int place = encoding.reserve();
        encoding.enter();
        int length = bodySize(value, encoding);
        encoding.leave();
        encoding.setSize(place, length);
        return CodedOutputStream.computeUInt32SizeNoTag(length) + length;
    }

    @Override
    void write(Object value, Encoding encoding) throws IOException {
        CodedOutputStream out = encoding.out();
        int length = encoding.nextSize();
        out.writeUInt32NoTag(length);
        int start = out.getTotalBytesWritten();
        writeBody(value, encoding);
        if (out.getTotalBytesWritten() - start != length) {
            throw Encoding.changed();
        }
    }

    @Override
    Object read(Decoding decoding) throws IOException {
        CodedInputStream in = decoding.in();
        int limit = decoding.pushLength();
        Object value = readBody(decoding);
        in.popLimit(limit);
        if (value == null) {
            throw new AssertionError(name); // only results are ever null, and they do not lie within messages
        }
        return value;
    }

    @Override
    @Nullable
    Object absent() {
        return readBody(new Decoding(new byte[0], 0, 0));
    }

    /** The first pass over the fields. */
    int bodySize(Object value, Encoding encoding) {
        int size = 0;
        FieldCodec current = null;
        try {
            for (FieldCodec field : fields) {
                current = field;
                size = Math.addExact(size, field.size(value, encoding));
            }
            return size;
        } catch (Throwable e) {
            throw fault(e, current);
        }
    }

    /** The second pass over the fields. */
    void writeBody(Object value, Encoding encoding) {
        FieldCodec current = null;
        try {
            for (FieldCodec field : fields) {
                current = field;
                field.write(value, encoding);
            }
        } catch (Throwable e) {
            throw fault(e, current);
        }
    }

    /** The object whose fields follow, up to the input's limit. */
    @Nullable
    Object readBody(Decoding decoding) {
        CodedInputStream in = decoding.in();
        FieldCodec current = null;
        try {
            long bases = decoding.enter(longCount, defaults);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                current = field(tag >>> 3);
                if (current != null) {
                    current.read(tag, decoding);
                    current = null;
                } else if (!in.skipField(tag)) {
                    throw new Fault("malformed protobuf: a group ends that did not begin");
                }
            }
            for (FieldCodec field : finishers) {
                field.finish(decoding);
            }
            Object value = make(decoding);
            decoding.leave(bases);
            return value;
        } catch (Throwable e) {
            throw fault(e, current);
        }
    }

    private @Nullable Object make(Decoding decoding) {
        try {
            return factory.make(decoding);
        } catch (Throwable e) {
            Fault fault = Fault.of(e);
            throw fault == e ? fault : new Fault(name + " refused these values: " + e, e);
        }
    }

    private @Nullable FieldCodec field(int number) {
        if (number < byNumber.length) {
            return byNumber[number];
        }
        if (number >= MAX_TABLE) {
            for (int i = fields.length - 1; i >= 0 && fields[i].number >= MAX_TABLE; i--) {
                if (fields[i].number == number) {
                    return fields[i];
                }
            }
        }
        return null;
    }

    private static Fault fault(Throwable thrown, @Nullable FieldCodec field) {
        Fault fault = Fault.of(thrown);
        return field == null ? fault : fault.within(field.label);
    }

    /** A factory that calls {@code (Decoding)Object}. */
    static Factory calling(MethodHandle maker) {
        return decoding -> (Object) maker.invokeExact(decoding);
    }
}
