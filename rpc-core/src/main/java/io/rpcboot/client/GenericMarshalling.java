package io.rpcboot.client;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.MethodDescriptor.Shape;
import io.rpcboot.schema.ProtoSchema;
import org.jspecify.annotations.Nullable;

/** Messages of a method of which only the descriptor is known. */
final class GenericMarshalling {

    private GenericMarshalling() {}

    /** What the rest of the framework sees of the method: it may run twice if its schema says so. */
    static io.rpcboot.core.MethodDescriptor describe(String service, String name, MethodDescriptor method) {
        boolean idempotent = method.getOptions().getIdempotencyLevel() != IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
        return new io.rpcboot.core.MethodDescriptor(
                service,
                name,
                Shape.UNARY,
                new Request(method.getInputType()),
                new Response(method.getOutputType()),
                errors(method),
                idempotent,
                false, // who calls a one-way method waits for its empty response
                null,
                -1);
    }

    /** The sole argument is the request message. */
    record Request(Descriptor type) implements Marshaller<Object> {

        @Override
        public byte[] encode(Object arguments) {
            Message message = (Message) ((Object[]) arguments)[0];
            try {
                return message.toByteArray();
            } catch (StackOverflowError e) {
                throw new MarshallingException(type.getFullName() + ": is nested too deeply", e);
            }
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return new Object[] {parse(type, bytes, offset, length)};
        }
    }

    /** The result is the response message. */
    record Response(Descriptor type) implements Marshaller<@Nullable Object> {

        @Override
        public byte[] encode(@Nullable Object message) {
            throw new UnsupportedOperationException("nobody answers generic calls but others");
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            return parse(type, bytes, offset, length);
        }
    }

    /** Declared exceptions, as messages; to the caller they are no exceptions of their own. */
    private record Errors(Descriptor type) implements ErrorMarshaller {

        @Override
        public byte @Nullable [] encode(Throwable error) {
            return null;
        }

        @Override
        public @Nullable Throwable decode(byte[] details) {
            try {
                return GenericError.of(DynamicMessage.parseFrom(type, details));
            } catch (InvalidProtocolBufferException e) {
                return null; // the status still arrives
            }
        }
    }

    private static ErrorMarshaller errors(MethodDescriptor method) {
        Descriptor errors = ProtoSchema.errors(method);
        return errors == null ? ErrorMarshaller.NONE : new Errors(errors);
    }

    private static DynamicMessage parse(Descriptor type, byte[] bytes, int offset, int length) {
        try {
            return DynamicMessage.newBuilder(type)
                    .mergeFrom(bytes, offset, length)
                    .build();
        } catch (InvalidProtocolBufferException e) {
            throw new MarshallingException(type.getFullName() + ": malformed protobuf: " + e.getMessage(), e);
        }
    }
}
