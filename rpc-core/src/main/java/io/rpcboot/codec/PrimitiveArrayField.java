package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** A field of a primitive array, always written packed, without boxes. */
final class PrimitiveArrayField extends FieldCodec {

    private final PrimitiveArrays kind;

    PrimitiveArrayField(FieldShape shape, PrimitiveArrays kind) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.kind = kind;
    }

    /** An array that grows with the elements that are really there. */
    private final class Growing {
        private Object array = kind.create(0);
        private int count;

        void read(Decoding decoding) {
            if (count == Array.getLength(array)) {
                resize(Math.max(8, count * 2));
            }
            kind.read(array, count, decoding);
            count++;
        }

        private void resize(int length) {
            Object larger = kind.create(length);
            System.arraycopy(array, 0, larger, 0, count);
            array = larger;
        }

        Object trimmed() {
            if (count != Array.getLength(array)) {
                resize(count);
            }
            return array;
        }
    }

    @Override
    int size(@Nullable Object held, Encoding encoding) {
        if (held == null || Array.getLength(held) == 0) {
            return 0;
        }
        int size = kind.size(held);
        encoding.setSize(encoding.reserve(), size);
        return tagSize + Encoding.uint32Size(size) + size;
    }

    @Override
    void write(@Nullable Object held, Encoding encoding) {
        if (held != null && Array.getLength(held) != 0) {
            encoding.uint32(tag);
            encoding.uint32(encoding.nextSize());
            kind.write(held, encoding);
        }
    }

    @Override
    Object read(int tag, Decoding decoding, @Nullable Object soFar) {
        Growing growing = soFar == null ? new Growing() : (Growing) soFar;
        try {
            if (tag == this.tag) {
                int outer = decoding.pushLength();
                while (!decoding.isAtEnd()) {
                    growing.read(decoding);
                }
                decoding.popLimit(outer);
            } else {
                if (tag != otherTag()) {
                    checkTag(tag);
                }
                growing.read(decoding);
            }
        } catch (Fault e) {
            throw e.at(growing.count);
        }
        return growing;
    }

    @Override
    int otherTag() {
        return number << 3 | kind.wireType();
    }

    @Override
    Object finish(@Nullable Object soFar) {
        return soFar == null ? kind.create(0) : ((Growing) soFar).trimmed();
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
