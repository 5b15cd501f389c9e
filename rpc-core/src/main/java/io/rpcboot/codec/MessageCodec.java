package io.rpcboot.codec;

import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages made from a Java object: their length, their depth, and within it the fields. */
final class MessageCodec extends ValueCodec {

    private final String name;

    /** Null until it is made, soon after the start or when a message is written or read before that. */
    private @Nullable MessageBody body;

    private @Nullable Supplier<MessageBody> maker;

    /** What an object without any values takes on the heap, roughly, in bytes. */
    private int weight;

    MessageCodec(String name) {
        super(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        this.name = name;
    }

    /**
     * Types may contain themselves, so a codec exists before its fields do.
     *
     * @param maker makes the body of these fields, which then has no state but final fields: it is handed from thread
     *     to thread without more
     */
    void complete(Supplier<MessageBody> maker, int weight) {
        this.maker = maker;
        this.weight = weight;
    }

    private MessageBody body() {
        MessageBody made = body;
        return made != null ? made : make();
    }

    /** Makes the body, if it is not there yet. By any thread. */
    synchronized MessageBody make() {
        if (body == null) {
            if (maker == null) {
                throw new IllegalStateException(name);
            }
            body = maker.get();
            maker = null;
        }
        return body;
    }

    @Override
    int size(Object value, Encoding encoding) {
        int place = encoding.reserve();
        encoding.enter();
        int length = body().size(value, encoding);
        encoding.leave();
        encoding.setSize(place, length);
        return Encoding.uint32Size(length) + length;
    }

    @Override
    void write(Object value, Encoding encoding) {
        int length = encoding.nextSize();
        encoding.uint32(length);
        int start = encoding.position();
        body().write(value, encoding);
        if (encoding.position() - start != length) {
            throw Encoding.changed();
        }
    }

    @Override
    Object read(Decoding decoding) throws IOException {
        int outer = decoding.pushLength();
        Object value = readBody(decoding);
        decoding.popLimit(outer);
        if (value == null) {
            throw new AssertionError(name); // only results are ever null, and they do not lie within messages
        }
        return value;
    }

    @Override
    @Nullable
    Object absent(Decoding decoding) {
        return readBody(decoding);
    }

    /** The first pass over what is the whole message. */
    int bodySize(@Nullable Object value, Encoding encoding) {
        return body().size(value, encoding);
    }

    /** The second pass over what is the whole message. */
    void writeBody(@Nullable Object value, Encoding encoding) {
        body().write(value, encoding);
    }

    /** The object whose fields follow, up to the input's limit. */
    @Nullable
    Object readBody(Decoding decoding) {
        decoding.enter();
        decoding.weigh(weight);
        Object value = body().read(decoding);
        decoding.leave();
        return value;
    }
}
