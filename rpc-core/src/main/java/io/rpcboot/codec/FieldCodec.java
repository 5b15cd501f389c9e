package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import io.rpcboot.schema.FieldShape;

/**
 * Writes one field of an object and reads it into its slot of a {@link Decoding}'s window. What user code throws
 * here, the message turns into a {@link Fault}.
 */
abstract class FieldCodec {

    /** What the field adds to the path in errors. */
    final String label;

    final int number;

    /** Field number and the wire type with which it is written. */
    final int tag;

    final int tagSize;

    /** Its place among the window's longs or references. */
    final int slot;

    FieldCodec(FieldShape shape, int wireType, int slot) {
        this.label = shape.path();
        this.number = shape.number();
        this.tag = number << 3 | wireType;
        this.tagSize = com.google.protobuf.CodedOutputStream.computeTagSize(number);
        this.slot = slot;
    }

    /** The first pass: how many bytes {@link #write} will write, tag included. */
    abstract int size(Object owner, Encoding encoding) throws Throwable;

    /** The second pass. */
    abstract void write(Object owner, Encoding encoding) throws Throwable;

    /** Reads what follows this tag, which has the field's number, into the slot. */
    abstract void read(int tag, Decoding decoding) throws Throwable;

    /** Makes the slot's final value once all is read. */
    void finish(Decoding decoding) {}

    /** Whether {@link #finish} does anything. */
    boolean needsFinish() {
        return false;
    }

    final void checkTag(int actual) {
        if (actual != tag) {
            throw new Fault("wire type " + WireFormat.getTagWireType(actual) + " where "
                    + WireFormat.getTagWireType(tag) + " is expected; do both sides have the same contract?");
        }
    }
}
