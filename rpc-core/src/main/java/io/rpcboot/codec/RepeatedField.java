package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import java.io.IOException;
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

    private final ValueCodec codec;
    private final Class<?> javaType;
    private final boolean packed;

    RepeatedField(FieldShape shape, Class<?> javaType, ValueCodec codec) {
        super(shape, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.codec = codec;
        this.javaType = javaType;
        this.packed = codec.isPacked();
    }

    private static @Nullable Collection<?> elements(@Nullable Object held) {
        Collection<?> elements = held instanceof Object[] array ? Arrays.asList(array) : (Collection<?>) held;
        return elements == null || elements.isEmpty() ? null : elements;
    }

    @Override
    int size(@Nullable Object held, Encoding encoding) {
        Collection<?> elements = elements(held);
        if (elements == null) {
            return 0;
        }
        int place = packed ? encoding.reserve() : -1;
        int size = 0;
        int index = 0;
        try {
            for (Object element : elements) {
                if (element == null) {
                    throw new Fault("null element; leave it out");
                }
                size = Encoding.add(size, codec.size(element, encoding) + (packed ? 0 : tagSize));
                index++;
            }
        } catch (Fault e) {
            throw e.at(index);
        }
        if (!packed) {
            return size;
        }
        encoding.setSize(place, size);
        return tagSize + Encoding.uint32Size(size) + size;
    }

    @Override
    void write(@Nullable Object held, Encoding encoding) throws IOException {
        Collection<?> elements = elements(held);
        if (elements == null) {
            return;
        }
        if (packed) {
            encoding.uint32(tag);
            encoding.uint32(encoding.nextSize());
        }
        int index = 0;
        try {
            for (Object element : elements) {
                if (!packed) {
                    encoding.uint32(tag);
                }
                codec.write(element, encoding);
                index++;
            }
        } catch (Fault e) {
            throw e.at(index);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // this method alone makes it
    Object read(int tag, Decoding decoding, @Nullable Object soFar) {
        List<Object> elements = soFar == null ? new ArrayList<>() : (List<Object>) soFar;
        try {
            if (packed && tag == this.tag) {
                int outer = decoding.pushLength();
                while (!decoding.isAtEnd()) {
                    elements.add(codec.read(decoding));
                }
                decoding.popLimit(outer);
            } else {
                if (tag != otherTag()) {
                    checkTag(tag);
                }
                elements.add(codec.read(decoding));
            }
        } catch (Fault | IOException e) {
            throw Fault.of(e).at(elements.size());
        }
        return elements;
    }

    @Override
    int otherTag() {
        return packed ? number << 3 | codec.wireType() : 0;
    }

    @Override
    Object finish(@Nullable Object soFar) {
        List<?> elements = soFar == null ? new ArrayList<>() : (List<?>) soFar;
        if (javaType == Set.class) {
            return new LinkedHashSet<>(elements);
        }
        return javaType.isArray()
                ? elements.toArray((Object[]) Array.newInstance(javaType.getComponentType(), elements.size()))
                : elements;
    }

    @Override
    boolean needsFinish() {
        return true;
    }
}
