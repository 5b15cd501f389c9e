package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
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

    abstract void write(Object array, Encoding encoding);

    abstract void read(Object array, int index, Decoding decoding);

    private static final class Booleans extends PrimitiveArrays {
        Booleans() {
            super(boolean.class, WireFormat.WIRETYPE_VARINT);
        }

        @Override
        int size(Object array) {
            return ((boolean[]) array).length;
        }

        @Override
        void write(Object array, Encoding encoding) {
            for (boolean value : (boolean[]) array) {
                encoding.bool(value);
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((boolean[]) array)[index] = decoding.bool();
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
                size = Encoding.add(size, Encoding.int32Size(value));
            }
            return size;
        }

        @Override
        void write(Object array, Encoding encoding) {
            for (short value : (short[]) array) {
                encoding.int32(value);
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((short[]) array)[index] = (short) PrimitiveFields.narrow(decoding, Short.MIN_VALUE, Short.MAX_VALUE);
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
                size = Encoding.add(size, Encoding.int32Size(value));
            }
            return size;
        }

        @Override
        void write(Object array, Encoding encoding) {
            for (char value : (char[]) array) {
                encoding.int32(value);
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((char[]) array)[index] = (char) PrimitiveFields.narrow(decoding, Character.MIN_VALUE, Character.MAX_VALUE);
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
                size = Encoding.add(size, Encoding.int32Size(value));
            }
            return size;
        }

        @Override
        void write(Object array, Encoding encoding) {
            for (int value : (int[]) array) {
                encoding.int32(value);
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((int[]) array)[index] = decoding.int32();
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
                size = Encoding.add(size, Encoding.int64Size(value));
            }
            return size;
        }

        @Override
        void write(Object array, Encoding encoding) {
            for (long value : (long[]) array) {
                encoding.int64(value);
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((long[]) array)[index] = decoding.int64();
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
        void write(Object array, Encoding encoding) {
            for (float value : (float[]) array) {
                encoding.fixed32(Float.floatToRawIntBits(value));
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((float[]) array)[index] = Float.intBitsToFloat(decoding.fixed32());
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
        void write(Object array, Encoding encoding) {
            for (double value : (double[]) array) {
                encoding.fixed64(Double.doubleToRawLongBits(value));
            }
        }

        @Override
        void read(Object array, int index, Decoding decoding) {
            ((double[]) array)[index] = Double.longBitsToDouble(decoding.fixed64());
        }
    }
}
