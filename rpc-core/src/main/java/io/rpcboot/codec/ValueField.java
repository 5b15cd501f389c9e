package io.rpcboot.codec;

import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.Presence;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A field of one value, null if absent. */
class ValueField extends FieldCodec {

    private final MethodHandle getter;
    private final ValueCodec codec;
    private final boolean implicit;

    ValueField(FieldShape shape, MethodHandle getter, int slot, ValueCodec codec) {
        super(shape, codec.wireType(), slot);
        this.getter = getter;
        this.codec = codec;
        this.implicit = shape.presence() == Presence.IMPLICIT;
    }

    /** The value within what the getter returns; null if there is none. */
    @Nullable
    Object unwrap(@Nullable Object held) {
        return held;
    }

    /** The other way. */
    @Nullable
    Object wrap(Object value) {
        return value;
    }

    private @Nullable Object value(Object owner) throws Throwable {
        Object value = unwrap((Object) getter.invokeExact(owner));
        return value == null || implicit && codec.isDefault(value) ? null : value;
    }

    @Override
    final int size(Object owner, Encoding encoding) throws Throwable {
        Object value = value(owner);
        return value == null ? 0 : tagSize + codec.size(value, encoding);
    }

    @Override
    final void write(Object owner, Encoding encoding) throws Throwable {
        Object value = value(owner);
        if (value != null) {
            encoding.out().writeUInt32NoTag(tag);
            codec.write(value, encoding);
        }
    }

    @Override
    final void read(int tag, Decoding decoding) throws Throwable {
        checkTag(tag);
        if (codec instanceof EnumCodec enums) {
            Object constant = enums.readNullable(decoding);
            decoding.setRef(slot, constant == null ? null : wrap(constant));
        } else {
            decoding.setRef(slot, wrap(codec.read(decoding)));
        }
    }
}
