package io.rpcboot.codec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the fields of one kind of message. There are two: {@link FieldwiseBody} goes from field to field,
 * {@link BodyGenerator} makes one class a message whose code has the fields in it, which is several times faster.
 */
abstract class MessageBody {

    /** In place of a field's index: no field is at hand. */
    static final int NO_FIELD = -1;

    /** In place of a field's index: all are read, the object is being made of them. */
    static final int MAKING = -2;

    private final String name;
    private final FieldCodec[] fields;

    MessageBody(String name, List<MessageField> fields) {
        this.name = name;
        this.fields = fields.stream().map(MessageField::codec).toArray(FieldCodec[]::new);
    }

    /** The first pass: the bytes of all fields. */
    abstract int size(@Nullable Object owner, Encoding encoding);

    /** The second pass. */
    abstract void write(@Nullable Object owner, Encoding encoding);

    /** The object whose fields follow, up to the input's limit. */
    abstract @Nullable Object read(Decoding decoding);

    /** What was thrown with the field of this index at hand, seen from the message. */
    final Fault fault(Throwable thrown, int index) {
        Fault fault = Fault.of(thrown);
        if (index == MAKING && fault != thrown) {
            return new Fault(name + " refused these values: " + thrown, thrown);
        }
        return index < 0 ? fault : fault.within(fields[index].label);
    }

    /** The same in the second pass, whose values fit into the array unless they have changed. */
    final Fault writeFault(Throwable thrown, int index) {
        return fault(thrown instanceof IndexOutOfBoundsException ? Encoding.changed() : thrown, index);
    }

    /** Passes over a field that is not known here; one that is known must have another tag. */
    final void other(int tag, Decoding decoding) {
        for (FieldCodec field : fields) {
            if (field.number == tag >>> 3) {
                try {
                    field.checkTag(tag);
                } catch (Fault e) {
                    throw e.within(field.label);
                }
            }
        }
        decoding.skip(tag);
    }
}
