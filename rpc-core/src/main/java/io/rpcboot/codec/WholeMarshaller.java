package io.rpcboot.codec;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import org.jspecify.annotations.Nullable;

/** Generated messages that are the whole request or response. */
abstract class WholeMarshaller {

    private final Message prototype;
    private final String path;

    private WholeMarshaller(Message prototype, String path) {
        this.prototype = prototype;
        this.path = path;
    }

    final byte[] bytes(@Nullable Object message) {
        if (message == null) {
            throw new MarshallingException(
                    path + ": null; a generated message that is the whole of what is sent" + " cannot be null");
        }
        try {
            return ((Message) message).toByteArray();
        } catch (StackOverflowError e) {
            throw new MarshallingException(path + ": is nested too deeply", e);
        }
    }

    final Message parse(byte[] bytes, int offset, int length) {
        try {
            return prototype.getParserForType().parseFrom(bytes, offset, length);
        } catch (InvalidProtocolBufferException e) {
            throw new MarshallingException(path + ": malformed protobuf: " + e.getMessage(), e);
        }
    }

    static final class OfArgument extends WholeMarshaller implements Marshaller<Object> {

        OfArgument(Message prototype, String path) {
            super(prototype, path);
        }

        @Override
        public byte[] encode(Object arguments) {
            return bytes(((Object[]) arguments)[0]);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return new Object[] {parse(bytes, offset, length)};
        }
    }

    static final class OfResult extends WholeMarshaller implements Marshaller<@Nullable Object> {

        OfResult(Message prototype, String path) {
            super(prototype, path + ".return");
        }

        @Override
        public byte[] encode(@Nullable Object result) {
            return bytes(result);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return parse(bytes, offset, length);
        }
    }
}
