package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.EnumShape;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Enums. Null is number 0 and is the field's to write and to read. */
@SuppressWarnings("EnumOrdinal") // an index into an array, never on the wire
final class EnumCodec extends ValueCodec {

    private static final int SMALL = 64;

    private final EnumShape shape;
    private final int[] numberOfOrdinal;
    private final Map<Integer, Enum<?>> constantOfNumber = new HashMap<>();

    /** The same for small numbers, which is what nearly all are. */
    private final @Nullable Enum<?>[] constantOfSmallNumber = new Enum<?>[SMALL];

    EnumCodec(EnumShape shape) {
        super(WireFormat.WIRETYPE_VARINT);
        this.shape = shape;
        numberOfOrdinal = new int[shape.constants().size()];
        for (int i = 0; i < numberOfOrdinal.length; i++) {
            numberOfOrdinal[i] = shape.numbers().get(i);
            constantOfNumber.put(numberOfOrdinal[i], shape.constants().get(i));
            if (numberOfOrdinal[i] < SMALL) {
                constantOfSmallNumber[numberOfOrdinal[i]] = shape.constants().get(i);
            }
        }
    }

    @Override
    int size(Object value, Encoding encoding) {
        return Encoding.int32Size(numberOfOrdinal[((Enum<?>) value).ordinal()]);
    }

    @Override
    void write(Object value, Encoding encoding) {
        encoding.int32(numberOfOrdinal[((Enum<?>) value).ordinal()]);
    }

    @Override
    Object read(Decoding decoding) {
        int number = decoding.int32();
        if (number == 0) {
            throw new Fault("null (number 0 of " + shape.javaType().getName() + ") has no place here");
        }
        return constant(number);
    }

    @Override
    @Nullable
    Object readNullable(Decoding decoding) {
        int number = decoding.int32();
        return number == 0 ? null : constant(number);
    }

    private Enum<?> constant(int number) {
        Enum<?> constant = number >= 0 && number < SMALL ? constantOfSmallNumber[number] : constantOfNumber.get(number);
        if (constant != null) {
            return constant;
        }
        if (shape.unknown() != null) {
            return shape.unknown();
        }
        throw new Fault("number " + number + " is no constant of "
                + shape.javaType().getName() + " here; update this side, or mark a constant with @RpcEnumDefault");
    }
}
