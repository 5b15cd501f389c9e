package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.lang.reflect.Array;
import java.util.Map;

/** How the elements of one kind of primitive array are written and read. */
abstract class PrimitiveArrays {

    private static final Map<Class<?>, PrimitiveArrays> KINDS = Map.of(
            boolean[].class, new Booleans(),
            short[].class, new Shorts(),
            char[].class, new Chars(),
            int[].class, new Ints(),
            long[].class, new Longs(),
            float[].class, new Floats(),
            double[].class, new Doubles());

    private final Class<?> element;
    private final int wireType;

    private PrimitiveArrays(Class<?> element, int wireType) {
        this.element = element;
        this.wireType = wireType;
    }

    static PrimitiveArrays of(Class<?> arrayType) {
        PrimitiveArrays kind = KINDS.get(arrayType);
        if (kind == null) {
            throw new AssertionError(arrayType);
        }
        return kind;
    }

    final Object create(int length) {
        return Array.newInstance(element, length);
    }

    final int wireType() {
        return wireType;
    }

    /** The bytes of all elements. */
    abstract int size(Object array);

    abstract void write(Object array, CodedOutputStream out) throws IOException;

    abstract void read(Object array, int index, CodedInputStream in) throws IOException;

    private static int narrow(CodedInputStream in, int min, int max) throws IOException {
        int value = in.readInt32();
        if (value < min || value > max) {
            throw new Fault(value + " is out of range, " + min + " to " + max);
        }
        return value;
    }

    private static final class Booleans extends PrimitiveArrays {
        Booleans() {
            super(boolean.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            return ((boolean[]) array).length;
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (boolean value : (boolean[]) array) {
                out.writeBoolNoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((boolean[]) array)[index] = in.readBool();
        }
    }

    private static final class Shorts extends PrimitiveArrays {
        Shorts() {
            super(short.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            int size = 0;
            for (short value : (short[]) array) {
                size = Math.addExact(size, CodedOutputStream.computeInt32SizeNoTag(value));
            }
            return size;
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (short value : (short[]) array) {
                out.writeInt32NoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((short[]) array)[index] = (short) narrow(in, Short.MIN_VALUE, Short.MAX_VALUE);
        }
    }

    private static final class Chars extends PrimitiveArrays {
        Chars() {
            super(char.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            int size = 0;
            for (char value : (char[]) array) {
                size = Math.addExact(size, CodedOutputStream.computeInt32SizeNoTag(value));
            }
            return size;
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (char value : (char[]) array) {
                out.writeInt32NoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((char[]) array)[index] = (char) narrow(in, Character.MIN_VALUE, Character.MAX_VALUE);
        }
    }

    private static final class Ints extends PrimitiveArrays {
        Ints() {
            super(int.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            int size = 0;
            for (int value : (int[]) array) {
                size = Math.addExact(size, CodedOutputStream.computeInt32SizeNoTag(value));
            }
            return size;
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (int value : (int[]) array) {
                out.writeInt32NoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((int[]) array)[index] = in.readInt32();
        }
    }

    private static final class Longs extends PrimitiveArrays {
        Longs() {
            super(long.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            int size = 0;
            for (long value : (long[]) array) {
                size = Math.addExact(size, CodedOutputStream.computeInt64SizeNoTag(value));
            }
            return size;
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (long value : (long[]) array) {
                out.writeInt64NoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((long[]) array)[index] = in.readInt64();
        }
    }

    private static final class Floats extends PrimitiveArrays {
        Floats() {
            super(float.class, WireFormat.WIRETYPE_FIXED32);
        }

        @Override
        int size(Object array) {
            return Math.multiplyExact(((float[]) array).length, 4);
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (float value : (float[]) array) {
                out.writeFloatNoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((float[]) array)[index] = in.readFloat();
        }
    }

    private static final class Doubles extends PrimitiveArrays {
        Doubles() {
            super(double.class, WireFormat.WIRETYPE_FIXED64);
        }

        @Override
        int size(Object array) {
            return Math.multiplyExact(((double[]) array).length, 8);
        }

        @Override
        void write(Object array, CodedOutputStream out) throws IOException {
            for (double value : (double[]) array) {
                out.writeDoubleNoTag(value);
            }
        }

        @Override
        void read(Object array, int index, CodedInputStream in) throws IOException {
            ((double[]) array)[index] = in.readDouble();
        }
    }
}
