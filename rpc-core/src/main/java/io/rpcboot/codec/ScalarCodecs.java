package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.ProtoType;
import io.rpcboot.schema.ScalarShape;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Codecs of protobuf's scalar types. */
final class ScalarCodecs {

    private static final Map<ProtoType, ValueCodec> CODECS = Map.of(
            ProtoType.BOOL, new BoolCodec(),
            ProtoType.INT32, new Int32Codec(),
            ProtoType.INT64, new Int64Codec(),
            ProtoType.FLOAT, new FloatCodec(),
            ProtoType.DOUBLE, new DoubleCodec(),
            ProtoType.STRING, new StringCodec(),
            ProtoType.BYTES, new BytesCodec());

    private ScalarCodecs() {}

    static ValueCodec of(ScalarShape shape) {
        ValueCodec codec = CODECS.get(shape.type());
        if (codec == null) {
            throw new AssertionError(shape.type());
        }
        return shape.conversion() == null ? codec : new ConvertedCodec(codec, shape.conversion());
    }

    private static final class BoolCodec extends ValueCodec {
        BoolCodec() {
            super(WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return 1;
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.bool((Boolean) value);
        }

        @Override
        Object read(Decoding decoding) {
            return decoding.bool();
        }

        @Override
        boolean isDefault(Object value) {
            return !(Boolean) value;
        }

        @Override
        Object absent() {
            return false;
        }
    }

    private static final class Int32Codec extends ValueCodec {
        Int32Codec() {
            super(WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return Encoding.int32Size((Integer) value);
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.int32((Integer) value);
        }

        @Override
        Object read(Decoding decoding) {
            return decoding.int32();
        }

        @Override
        boolean isDefault(Object value) {
            return (Integer) value == 0;
        }

        @Override
        Object absent() {
            return 0;
        }
    }

    private static final class Int64Codec extends ValueCodec {
        Int64Codec() {
            super(WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return Encoding.int64Size((Long) value);
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.int64((Long) value);
        }

        @Override
        Object read(Decoding decoding) {
            return decoding.int64();
        }

        @Override
        boolean isDefault(Object value) {
            return (Long) value == 0;
        }

        @Override
        Object absent() {
            return 0L;
        }
    }

    private static final class FloatCodec extends ValueCodec {
        FloatCodec() {
            super(WireFormat.WIRETYPE_FIXED32);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return 4;
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.fixed32(Float.floatToRawIntBits((Float) value));
        }

        @Override
        Object read(Decoding decoding) {
            return Float.intBitsToFloat(decoding.fixed32());
        }

        /** By its bits, as protobuf does: -0.0 is written. */
        @Override
        boolean isDefault(Object value) {
            return Float.floatToRawIntBits((Float) value) == 0;
        }

        @Override
        Object absent() {
            return 0f;
        }
    }

    private static final class DoubleCodec extends ValueCodec {
        DoubleCodec() {
            super(WireFormat.WIRETYPE_FIXED64);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return 8;
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.fixed64(Double.doubleToRawLongBits((Double) value));
        }

        @Override
        Object read(Decoding decoding) {
            return Double.longBitsToDouble(decoding.fixed64());
        }

        /** By its bits, as protobuf does: -0.0 is written. */
        @Override
        boolean isDefault(Object value) {
            return Double.doubleToRawLongBits((Double) value) == 0;
        }

        @Override
        Object absent() {
            return 0d;
        }
    }

    private static final class StringCodec extends ValueCodec {
        StringCodec() {
            super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        }

        @Override
        int size(Object value, Encoding encoding) {
            return encoding.textSize((String) value);
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.text((String) value);
        }

        @Override
        Object read(Decoding decoding) {
            return decoding.text();
        }

        @Override
        Object absent() {
            return "";
        }
    }

    private static final class BytesCodec extends ValueCodec {
        BytesCodec() {
            super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        }

        @Override
        int size(Object value, Encoding encoding) {
            int length = ((byte[]) value).length;
            return Encoding.uint32Size(length) + length;
        }

        @Override
        void write(Object value, Encoding encoding) {
            encoding.uint32(((byte[]) value).length);
            encoding.raw((byte[]) value);
        }

        @Override
        Object read(Decoding decoding) {
            return decoding.raw();
        }

        @Override
        Object absent() {
            return new byte[0];
        }
    }

    /** A Java type that travels as another one. */
    private static final class ConvertedCodec extends ValueCodec {

        private final ValueCodec wire;
        private final ScalarShape.Conversion conversion;

        ConvertedCodec(ValueCodec wire, ScalarShape.Conversion conversion) {
            super(wire.wireType());
            this.wire = wire;
            this.conversion = conversion;
        }

        @Override
        int size(Object value, Encoding encoding) {
            Object converted = convert(conversion.toWire(), value);
            encoding.keep(converted);
            return wire.size(converted, encoding);
        }

        @Override
        void write(Object value, Encoding encoding) throws IOException {
            wire.write(encoding.nextValue(), encoding);
        }

        @Override
        Object read(Decoding decoding) throws IOException {
            return convert(conversion.fromWire(), wire.read(decoding));
        }

        @Override
        boolean isDefault(Object value) {
            return wire.isDefault(convert(conversion.toWire(), value));
        }

        @Override
        @Nullable
        Object absent() {
            Object absent = wire.absent();
            return absent == null ? null : convert(conversion.fromWire(), absent);
        }

        private static Object convert(java.util.function.Function<Object, Object> function, Object value) {
            try {
                return function.apply(value);
            } catch (RuntimeException e) {
                throw new Fault(String.valueOf(e.getMessage()), e);
            }
        }
    }
}
