package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** A field of a primitive array, always written packed, without boxes. */
final class PrimitiveArrayField extends FieldCodec {

    private final MethodHandle getter;
    private final PrimitiveArrays kind;

    PrimitiveArrayField(FieldShape shape, PrimitiveArrays kind, MethodHandle getter, int slot) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED, slot);
        this.getter = getter;
        this.kind = kind;
    }

    /** An array that grows with the elements that are really there. */
    private final class Growing {
        private Object array = kind.create(0);
        private int count;

        void read(CodedInputStream in) throws IOException {
            if (count == Array.getLength(array)) {
                resize(Math.max(8, count * 2));
            }
            kind.read(array, count, in);
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

    private @Nullable Object array(Object owner) throws Throwable {
        Object array = (Object) getter.invokeExact(owner);
        return array == null || Array.getLength(array) == 0 ? null : array;
    }

    @Override
    int size(Object owner, Encoding encoding) throws Throwable {
        Object array = array(owner);
        if (array == null) {
            return 0;
        }
        int size = kind.size(array);
        encoding.setSize(encoding.reserve(), size);
        return tagSize + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    @Override
    void write(Object owner, Encoding encoding) throws Throwable {
        Object array = array(owner);
        if (array != null) {
            CodedOutputStream out = encoding.out();
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(encoding.nextSize());
            kind.write(array, out);
        }
    }

    @Override
    void read(int tag, Decoding decoding) throws Throwable {
        Growing growing = (Growing) decoding.getRef(slot);
        if (growing == null) {
            growing = new Growing();
            decoding.setRef(slot, growing);
        }
        CodedInputStream in = decoding.in();
        try {
            if (tag == this.tag) {
                int limit = decoding.pushLength();
                while (!in.isAtEnd()) {
                    growing.read(in);
                }
                in.popLimit(limit);
            } else {
                if (WireFormat.getTagWireType(tag) != kind.wireType()) {
                    checkTag(tag);
                }
                growing.read(in);
            }
        } catch (IOException | Fault e) {
            throw Fault.of(e).at(growing.count);
        }
    }

    @Override
    void finish(Decoding decoding) {
        Growing growing = (Growing) decoding.getRef(slot);
        decoding.setRef(slot, growing == null ? kind.create(0) : growing.trimmed());
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
