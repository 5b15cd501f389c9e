package io.rpcboot.codec;

import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.Presence;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A field of one value, null if absent. */
class ValueField extends FieldCodec {

    private final ValueCodec codec;
    private final boolean implicit;
    private final @Nullable Object absent;

    /** A field that holds this if it is not there. */
    ValueField(FieldShape shape, ValueCodec codec, @Nullable Object absent) {
        super(shape, codec.wireType());
        this.codec = codec;
        this.implicit = shape.presence() == Presence.IMPLICIT;
        this.absent = absent;
    }

    /** The codec, if it does all that there is to do: a value that is there is written, null is not. */
    @Nullable
    ValueCodec plain() {
        return implicit || absent != null ? null : codec;
    }

    /** The value within what is held; null if there is none. */
    @Nullable
    Object unwrap(@Nullable Object held) {
        return held;
    }

    /** The other way. */
    Object wrap(Object value) {
        return value;
    }

    private @Nullable Object value(@Nullable Object held) {
        Object value = unwrap(held);
        return value == null || implicit && codec.isDefault(value) ? null : value;
    }

    @Override
    final int size(@Nullable Object held, Encoding encoding) {
        Object value = value(held);
        return value == null ? 0 : tagSize + codec.size(value, encoding);
    }

    @Override
    final void write(@Nullable Object held, Encoding encoding) throws IOException {
        Object value = value(held);
        if (value != null) {
            encoding.uint32(tag);
            codec.write(value, encoding);
        }
    }

    @Override
    final @Nullable Object read(int tag, Decoding decoding, @Nullable Object soFar) throws IOException {
        checkTag(tag);
        Object value = codec.readNullable(decoding);
        return value == null ? null : wrap(value);
    }

    @Override
    final @Nullable Object finish(@Nullable Object soFar) {
        return soFar == null ? absent : soFar;
    }

    @Override
    final boolean needsFinish() {
        return absent != null;
    }
}
