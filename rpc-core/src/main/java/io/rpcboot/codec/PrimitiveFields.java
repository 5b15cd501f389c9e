package io.rpcboot.codec;

/**
 * What {@link BodyGenerator}'s code calls for components of primitive types: implicit presence, and no box on the way.
 * One {@code size}, {@code write} and {@code read…} for each of them.
 */
final class PrimitiveFields {

    private PrimitiveFields() {}

    static int size(int tagSize, boolean value) {
        return value ? tagSize + 1 : 0;
    }

    static int size(int tagSize, byte value) {
        return size(tagSize, (int) value);
    }

    static int size(int tagSize, short value) {
        return size(tagSize, (int) value);
    }

    static int size(int tagSize, char value) {
        return size(tagSize, (int) value);
    }

    static int size(int tagSize, int value) {
        return value == 0 ? 0 : tagSize + Encoding.int32Size(value);
    }

    static int size(int tagSize, long value) {
        return value == 0 ? 0 : tagSize + Encoding.int64Size(value);
    }

    static int size(int tagSize, float value) {
        return Float.floatToRawIntBits(value) == 0 ? 0 : tagSize + Float.BYTES;
    }

    static int size(int tagSize, double value) {
        return Double.doubleToRawLongBits(value) == 0 ? 0 : tagSize + Double.BYTES;
    }

    static void write(int tag, boolean value, Encoding encoding) {
        if (value) {
            encoding.uint32(tag);
            encoding.bool(true);
        }
    }

    static void write(int tag, byte value, Encoding encoding) {
        write(tag, (int) value, encoding);
    }

    static void write(int tag, short value, Encoding encoding) {
        write(tag, (int) value, encoding);
    }

    static void write(int tag, char value, Encoding encoding) {
        write(tag, (int) value, encoding);
    }

    static void write(int tag, int value, Encoding encoding) {
        if (value != 0) {
            encoding.uint32(tag);
            encoding.int32(value);
        }
    }

    static void write(int tag, long value, Encoding encoding) {
        if (value != 0) {
            encoding.uint32(tag);
            encoding.int64(value);
        }
    }

    static void write(int tag, float value, Encoding encoding) {
        int bits = Float.floatToRawIntBits(value);
        if (bits != 0) {
            encoding.uint32(tag);
            encoding.fixed32(bits);
        }
    }

    static void write(int tag, double value, Encoding encoding) {
        long bits = Double.doubleToRawLongBits(value);
        if (bits != 0) {
            encoding.uint32(tag);
            encoding.fixed64(bits);
        }
    }

    static boolean readBoolean(Decoding decoding) {
        return decoding.bool();
    }

    static byte readByte(Decoding decoding) {
        return (byte) narrow(decoding, Byte.MIN_VALUE, Byte.MAX_VALUE);
    }

    static short readShort(Decoding decoding) {
        return (short) narrow(decoding, Short.MIN_VALUE, Short.MAX_VALUE);
    }

    static char readChar(Decoding decoding) {
        return (char) narrow(decoding, Character.MIN_VALUE, Character.MAX_VALUE);
    }

    static int readInt(Decoding decoding) {
        return decoding.int32();
    }

    static long readLong(Decoding decoding) {
        return decoding.int64();
    }

    static float readFloat(Decoding decoding) {
        return Float.intBitsToFloat(decoding.fixed32());
    }

    static double readDouble(Decoding decoding) {
        return Double.longBitsToDouble(decoding.fixed64());
    }

    /** An {@code int32} for a narrower type. */
    static int narrow(Decoding decoding, int min, int max) {
        int value = decoding.int32();
        if (value < min || value > max) {
            throw new Fault(value + " is out of range, " + min + " to " + max);
        }
        return value;
    }
}
