package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import org.jspecify.annotations.Nullable;

/** Request and response messages. */
final class MessageMarshaller<T extends @Nullable Object> implements Marshaller<T> {

    private static final byte[] EMPTY = {};

    private final MessageCodec codec;
    private final String path;

    MessageMarshaller(MessageCodec codec, String path) {
        this.codec = codec;
        this.path = path;
    }

    @Override
    @SuppressWarnings("NullAway") // a null result is a message without its field
    public byte[] encode(T message) {
        try {
            Encoding encoding = new Encoding();
            int size = codec.bodySize(message, encoding);
            if (size == 0) {
                return EMPTY;
            }
            byte[] bytes = new byte[size];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            encoding.writeTo(out);
            codec.writeBody(message, encoding);
            if (out.spaceLeft() != 0) {
                throw Encoding.changed();
            }
            return bytes;
        } catch (Fault e) {
            throw new MarshallingException(e.describe(path), e.getCause());
        }
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // the shape was made from the type
    public T decode(byte[] bytes, int offset, int length) {
        try {
            return (T) codec.readBody(new Decoding(bytes, offset, length));
        } catch (Fault e) {
            throw new MarshallingException(e.describe(path), e.getCause());
        }
    }
}
