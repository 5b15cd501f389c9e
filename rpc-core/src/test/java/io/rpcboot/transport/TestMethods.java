package io.rpcboot.transport;

import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.ErrorMarshaller;
import io.rpcboot.core.Marshaller;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.MethodDescriptor.Shape;
import io.rpcboot.core.ServiceId;
import java.nio.charset.StandardCharsets;

/** Methods whose messages are plain text, so that transports are tested without contracts. */
public final class TestMethods {

    public static final ServiceId SERVICE = new ServiceId("test.Echo", "g", "1");

    /** What the methods declare to throw. */
    public static final class NameTaken extends Exception {
        public NameTaken(String name) {
            super(name);
        }
    }

    /** UTF-8; a message that begins with "unencodable" or bytes that begin with "undecodable" are refused. */
    private static final Marshaller<Object> TEXT = new Marshaller<>() {
        @Override
        public byte[] encode(Object message) {
            if (message.toString().startsWith("unencodable")) {
                throw new MarshallingException("text: it says so");
            }
            return message.toString().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public EncodedMessage encodeToSend(Object message) {
            byte[] bytes = encode(message);
            byte[] space = EncodedMessage.space(bytes.length);
            System.arraycopy(bytes, 0, space, 0, bytes.length);
            return EncodedMessage.ofSpace(space, bytes.length);
        }

        @Override
        public Object decode(byte[] bytes, int offset, int length) {
            String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
            if (text.startsWith("undecodable")) {
                throw new MarshallingException("text: it says so");
            }
            return text;
        }
    };

    private static final ErrorMarshaller ERRORS = new ErrorMarshaller() {
        @Override
        public byte[] encode(Throwable error) {
            return error instanceof NameTaken ? error.getMessage().getBytes(StandardCharsets.UTF_8) : null;
        }

        @Override
        public Throwable decode(byte[] details) {
            return new NameTaken(new String(details, StandardCharsets.UTF_8));
        }
    };

    public static final MethodDescriptor ECHO = method("echo", false);
    public static final MethodDescriptor ONEWAY = method("tell", true);

    private TestMethods() {}

    public static MethodDescriptor method(String name, boolean oneway) {
        return new MethodDescriptor(SERVICE.name(), name, Shape.UNARY, TEXT, TEXT, ERRORS, false, oneway, null, -1);
    }
}
