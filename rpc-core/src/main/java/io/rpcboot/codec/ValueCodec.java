package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes and reads one kind of value, without its tag. Values are never null. */
abstract class ValueCodec {

    private final int wireType;

    /** Of values with this {@link WireFormat} wire type. */
    ValueCodec(int wireType) {
        this.wireType = wireType;
    }

    final int wireType() {
        return wireType;
    }

    /** Whether several of them lie in one field without tags. */
    final boolean isPacked() {
        return wireType != WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    /** The first pass: how many bytes {@link #write} will write. */
    abstract int size(Object value, Encoding encoding);

    /** The second pass. */
    abstract void write(Object value, Encoding encoding) throws IOException;

    /** The value that begins here. */
    abstract Object read(Decoding decoding) throws IOException;

    /** The same where null has a place and there are bytes that say so. */
    @Nullable
    Object readNullable(Decoding decoding) throws IOException {
        return read(decoding);
    }

    /** Whether this is the value that stands for none where presence is implicit. */
    boolean isDefault(Object value) {
        return false;
    }

    /** What stands for none where presence is implicit, and in an entry of a map; null if there must be one. */
    @Nullable
    Object absent() {
        return null;
    }

    /** The same, at the end of the entry that lacks it. */
    @Nullable
    Object absent(Decoding decoding) {
        return absent();
    }
}
