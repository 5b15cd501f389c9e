package io.rpcboot.codec;

import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import org.jspecify.annotations.Nullable;

/** Request and response messages. */
final class MessageMarshaller<T extends @Nullable Object> implements Marshaller<T> {

    /** Beyond it a guess would cost more, if it is wrong, than it saves. */
    private static final int MAX_EXPECTED_SIZES = 512;

    private final MessageCodec codec;
    private final String path;

    /** As many as the last message had; a guess, which threads may overwrite for each other. */
    private int expectedSizes;

    MessageMarshaller(MessageCodec codec, String path) {
        this.codec = codec;
        this.path = path;
    }

    @Override
    public byte[] encode(T message) {
        return encode(message, false).bytes();
    }

    @Override
    public EncodedMessage encodeToSend(T message) {
        return encode(message, true);
    }

    private EncodedMessage encode(T message, boolean toSend) {
        try {
            Encoding encoding = new Encoding(expectedSizes);
            int size = codec.bodySize(message, encoding);
            if (size == 0) {
                return EncodedMessage.EMPTY;
            }
            expectedSizes = Math.min(encoding.sizeCount(), MAX_EXPECTED_SIZES);
            byte[] bytes = toSend ? EncodedMessage.space(size) : new byte[size];
            encoding.writeTo(bytes);
            codec.writeBody(message, encoding);
            if (encoding.position() != size) {
                throw Encoding.changed();
            }
            return toSend ? EncodedMessage.ofSpace(bytes, size) : EncodedMessage.of(bytes);
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
