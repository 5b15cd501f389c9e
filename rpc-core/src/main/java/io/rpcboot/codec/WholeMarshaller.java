package io.rpcboot.codec;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import java.io.IOException;
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
        return write(message, false).bytes();
    }

    final EncodedMessage toSend(@Nullable Object message) {
        return write(message, true);
    }

    private EncodedMessage write(@Nullable Object given, boolean toSend) {
        if (!(given instanceof Message message)) {
            throw new MarshallingException(
                    path + ": null; a generated message that is the whole of what is sent" + " cannot be null");
        }
        try {
            int size = message.getSerializedSize();
            byte[] bytes = toSend ? EncodedMessage.space(size) : new byte[size];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes, 0, size);
            message.writeTo(out);
            out.checkNoSpaceLeft();
            return toSend ? EncodedMessage.ofSpace(bytes, size) : EncodedMessage.of(bytes);
        } catch (IOException | IllegalStateException e) {
            throw new MarshallingException(path + ": cannot be written: " + e.getMessage(), e);
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
        public EncodedMessage encodeToSend(Object arguments) {
            return toSend(((Object[]) arguments)[0]);
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
        public EncodedMessage encodeToSend(@Nullable Object result) {
            return toSend(result);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return parse(bytes, offset, length);
        }
    }
}
