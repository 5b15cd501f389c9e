package io.rpcboot.core;

/**
 * Turns one type of message into bytes and back. Made once, at start-up; safe for use by many threads.
 *
 * @param <T> the messages' type; may be null where the message says so (the empty result of {@code void})
 */
public interface Marshaller<T extends @org.jspecify.annotations.Nullable Object> {

    /**
     * The message's bytes, in an array of exactly their length that the caller owns.
     *
     * @throws MarshallingException if a value cannot be encoded; names its path
     */
    byte[] encode(T message);

    /**
     * The same to be sent: in memory that is used again if it is large; the caller holds it.
     *
     * @throws MarshallingException if a value cannot be encoded; names its path
     */
    default EncodedMessage encodeToSend(T message) {
        return EncodedMessage.of(encode(message));
    }

    /**
     * The message in these bytes. Does not keep the array.
     *
     * @throws MarshallingException if they are not such a message; names the path. Nothing else is thrown, whatever
     *     the bytes are.
     */
    T decode(byte[] bytes, int offset, int length);
}
