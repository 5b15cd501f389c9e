package io.rpcboot.codec;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A field of several values: a collection or an array of objects. Scalars are written packed and read either way. */
final class RepeatedField extends FieldCodec {

    private final MethodHandle getter;
    private final ValueCodec codec;
    private final Class<?> javaType;

    RepeatedField(FieldShape shape, Class<?> javaType, MethodHandle getter, int slot, ValueCodec codec) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED, slot);
        this.getter = getter;
        this.codec = codec;
        this.javaType = javaType;
    }

    private @Nullable Collection<?> elements(Object owner) throws Throwable {
        Object held = (Object) getter.invokeExact(owner);
        Collection<?> elements = held instanceof Object[] array ? Arrays.asList(array) : (Collection<?>) held;
        return elements == null || elements.isEmpty() ? null : elements;
    }

    @Override
    int size(Object owner, Encoding encoding) throws Throwable {
        Collection<?> elements = elements(owner);
        if (elements == null) {
            return 0;
        }
        boolean packed = codec.isPacked();
        int place = packed ? encoding.reserve() : -1;
        int size = 0;
        int index = 0;
        try {
            for (Object element : elements) {
                if (element == null) {
                    throw new Fault("null element; leave it out");
                }
                size = Math.addExact(size, codec.size(element, encoding) + (packed ? 0 : tagSize));
                index++;
            }
        } catch (Fault e) {
            throw e.at(index);
        }
        if (!packed) {
            return size;
        }
        encoding.setSize(place, size);
        return tagSize + CodedOutputStream.computeUInt32SizeNoTag(size) + size;
    }

    @Override
    void write(Object owner, Encoding encoding) throws Throwable {
        Collection<?> elements = elements(owner);
        if (elements == null) {
            return;
        }
        CodedOutputStream out = encoding.out();
        boolean packed = codec.isPacked();
        if (packed) {
            out.writeUInt32NoTag(tag);
            out.writeUInt32NoTag(encoding.nextSize());
        }
        int index = 0;
        try {
            for (Object element : elements) {
                if (!packed) {
                    out.writeUInt32NoTag(tag);
                }
                codec.write(element, encoding);
                index++;
            }
        } catch (Fault e) {
            throw e.at(index);
        }
    }

    @Override
    void read(int tag, Decoding decoding) throws Throwable {
        List<Object> elements = elements(decoding);
        try {
            if (codec.isPacked() && tag == this.tag) {
                CodedInputStream in = decoding.in();
                int limit = decoding.pushLength();
                while (!in.isAtEnd()) {
                    elements.add(codec.read(decoding));
                }
                in.popLimit(limit);
            } else {
                if (WireFormat.getTagWireType(tag) != codec.wireType()) {
                    checkTag(tag);
                }
                elements.add(codec.read(decoding));
            }
        } catch (Fault e) {
            throw e.at(elements.size());
        } catch (java.io.IOException e) {
            throw Fault.of(e).at(elements.size());
        }
    }

    @SuppressWarnings("unchecked") // this class alone puts anything there
    private List<Object> elements(Decoding decoding) {
        List<Object> elements = (List<Object>) decoding.getRef(slot);
        if (elements == null) {
            elements = new ArrayList<>();
            decoding.setRef(slot, elements);
        }
        return elements;
    }

    @Override
    void finish(Decoding decoding) {
        List<Object> elements = elements(decoding);
        if (javaType == Set.class) {
            decoding.setRef(slot, new LinkedHashSet<>(elements));
        } else if (javaType.isArray()) {
            Object[] array = (Object[]) Array.newInstance(javaType.getComponentType(), elements.size());
            decoding.setRef(slot, elements.toArray(array));
        }
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
