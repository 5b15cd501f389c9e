package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads one field, given what the component, property or argument holds. What user code throws here, the
 * message turns into a {@link Fault}.
 */
abstract class FieldCodec {

    /** What the field adds to the path in errors. */
    final String label;

    final int number;

    /** Field number and the wire type with which it is written. */
    final int tag;

    final int tagSize;

    FieldCodec(FieldShape shape, int wireType) {
        this.label = shape.path();
        this.number = shape.number();
        this.tag = number << 3 | wireType;
        this.tagSize = Encoding.uint32Size(tag);
    }

    /** The first pass: how many bytes {@link #write} will write, tag included. */
    abstract int size(@Nullable Object held, Encoding encoding) throws Throwable;

    /** The second pass. */
    abstract void write(@Nullable Object held, Encoding encoding) throws Throwable;

    /**
     * Reads what follows this tag, which has the field's number.
     *
     * @param soFar what this method has returned for the same message before, else null
     */
    abstract @Nullable Object read(int tag, Decoding decoding, @Nullable Object soFar) throws Throwable;

    /** What to hold once all is read, made of what {@link #read} has returned last, null if it was not called. */
    @Nullable
    Object finish(@Nullable Object soFar) {
        return soFar;
    }

    /** Whether {@link #finish} does anything. */
    boolean needsFinish() {
        return false;
    }

    /** Another tag under which the field's values may come; 0 if there is none. */
    int otherTag() {
        return 0;
    }

    final void checkTag(int actual) {
        if (actual != tag) {
            throw new Fault("wire type " + WireFormat.getTagWireType(actual) + " where "
                    + WireFormat.getTagWireType(tag) + " is expected; do both sides have the same contract?");
        }
    }
}
