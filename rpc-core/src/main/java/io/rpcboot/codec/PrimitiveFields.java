package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;

/** Fields of primitive components: implicit presence, and no box on the way. */
final class PrimitiveFields {

    private PrimitiveFields() {}

    /** The field for a component of a primitive type, which the getter returns. */
    static FieldCodec of(FieldShape shape, MethodHandle getter, int slot) {
        Class<?> type = shape.javaType();
        if (type == long.class) {
            return new LongField(shape, getter, slot);
        }
        if (type == boolean.class) {
            return new BooleanField(shape, getter, slot);
        }
        if (type == double.class) {
            return new DoubleField(shape, getter, slot);
        }
        if (type == float.class) {
            return new FloatField(shape, getter, slot);
        }
        return new IntField(shape, getter, slot);
    }

    private static MethodHandle typed(MethodHandle getter, Class<?> type) {
        return getter.asType(MethodType.methodType(type, Object.class));
    }

    private static final class LongField extends FieldCodec {

        private final MethodHandle getter;

        LongField(FieldShape shape, MethodHandle getter, int slot) {
            super(shape, WireFormat.WIRETYPE_VARINT, slot);
            this.getter = typed(getter, long.class);
        }

        @Override
        int size(Object owner, Encoding encoding) throws Throwable {
            long value = (long) getter.invokeExact(owner);
            return value == 0 ? 0 : tagSize + CodedOutputStream.computeInt64SizeNoTag(value);
        }

        @Override
        void write(Object owner, Encoding encoding) throws Throwable {
            long value = (long) getter.invokeExact(owner);
            if (value != 0) {
                encoding.out().writeInt64(number, value);
            }
        }

        @Override
        void read(int tag, Decoding decoding) throws Throwable {
            checkTag(tag);
            decoding.setLong(slot, decoding.in().readInt64());
        }
    }

    /** Of {@code int} and what is narrower. */
    private static final class IntField extends FieldCodec {

        private final MethodHandle getter;
        private final int min;
        private final int max;

        IntField(FieldShape shape, MethodHandle getter, int slot) {
            super(shape, WireFormat.WIRETYPE_VARINT, slot);
            this.getter = typed(getter, int.class);
            Class<?> type = shape.javaType();
            this.min = type == byte.class
                    ? Byte.MIN_VALUE
                    : type == short.class ? Short.MIN_VALUE : type == char.class ? 0 : Integer.MIN_VALUE;
            this.max = type == byte.class
                    ? Byte.MAX_VALUE
                    : type == short.class
                            ? Short.MAX_VALUE
                            : type == char.class ? Character.MAX_VALUE : Integer.MAX_VALUE;
        }

        @Override
        int size(Object owner, Encoding encoding) throws Throwable {
            int value = (int) getter.invokeExact(owner);
            return value == 0 ? 0 : tagSize + CodedOutputStream.computeInt32SizeNoTag(value);
        }

        @Override
        void write(Object owner, Encoding encoding) throws Throwable {
            int value = (int) getter.invokeExact(owner);
            if (value != 0) {
                encoding.out().writeInt32(number, value);
            }
        }

        @Override
        void read(int tag, Decoding decoding) throws Throwable {
            checkTag(tag);
            int value = decoding.in().readInt32();
            if (value < min || value > max) {
                throw new Fault(value + " is out of range, " + min + " to " + max);
            }
            decoding.setLong(slot, value);
        }
    }

    private static final class BooleanField extends FieldCodec {

        private final MethodHandle getter;

        BooleanField(FieldShape shape, MethodHandle getter, int slot) {
            super(shape, WireFormat.WIRETYPE_VARINT, slot);
            this.getter = typed(getter, boolean.class);
        }

        @Override
        int size(Object owner, Encoding encoding) throws Throwable {
            return (boolean) getter.invokeExact(owner) ? tagSize + 1 : 0;
        }

        @Override
        void write(Object owner, Encoding encoding) throws Throwable {
            if ((boolean) getter.invokeExact(owner)) {
                encoding.out().writeBool(number, true);
            }
        }

        @Override
        void read(int tag, Decoding decoding) throws Throwable {
            checkTag(tag);
            decoding.setLong(slot, decoding.in().readBool() ? 1 : 0);
        }
    }

    private static final class DoubleField extends FieldCodec {

        private final MethodHandle getter;

        DoubleField(FieldShape shape, MethodHandle getter, int slot) {
            super(shape, WireFormat.WIRETYPE_FIXED64, slot);
            this.getter = typed(getter, double.class);
        }

        @Override
        int size(Object owner, Encoding encoding) throws Throwable {
            return Double.doubleToRawLongBits((double) getter.invokeExact(owner)) == 0 ? 0 : tagSize + 8;
        }

        @Override
        void write(Object owner, Encoding encoding) throws Throwable {
            long bits = Double.doubleToRawLongBits((double) getter.invokeExact(owner));
            if (bits != 0) {
                encoding.out().writeFixed64(number, bits);
            }
        }

        @Override
        void read(int tag, Decoding decoding) throws Throwable {
            checkTag(tag);
            decoding.setLong(slot, decoding.in().readFixed64());
        }
    }

    private static final class FloatField extends FieldCodec {

        private final MethodHandle getter;

        FloatField(FieldShape shape, MethodHandle getter, int slot) {
            super(shape, WireFormat.WIRETYPE_FIXED32, slot);
            this.getter = typed(getter, float.class);
        }

        @Override
        int size(Object owner, Encoding encoding) throws Throwable {
            return Float.floatToRawIntBits((float) getter.invokeExact(owner)) == 0 ? 0 : tagSize + 4;
        }

        @Override
        void write(Object owner, Encoding encoding) throws Throwable {
            int bits = Float.floatToRawIntBits((float) getter.invokeExact(owner));
            if (bits != 0) {
                encoding.out().writeFixed32(number, bits);
            }
        }

        @Override
        void read(int tag, Decoding decoding) throws Throwable {
            checkTag(tag);
            decoding.setLong(slot, decoding.in().readFixed32());
        }
    }
}
