package io.rpcboot.codec;

import java.util.List;

/**
 * Chooses how messages are written and read. It names no type of ASM, and {@link BodyGenerator}, which does, is not
 * even loaded where there is none.
 */
final class MessageBodies {

    private static final boolean GENERATES = generates();

    private MessageBodies() {}

    /** Whether code can be generated here: not in a native image, not without ASM, not if it was switched off. */
    private static boolean generates() {
        if (!Boolean.parseBoolean(System.getProperty("io.rpcboot.codec.generate", "true"))
                || System.getProperty("org.graalvm.nativeimage.imagecode") != null) {
            return false;
        }
        try {
            Class.forName("org.objectweb.asm.ClassWriter", false, MessageBodies.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException excluded) {
            return false;
        }
    }

    /** The best body that there can be for a message with these fields, which are in the maker's order. */
    static MessageBody of(String name, List<MessageField> fields, Maker maker) {
        MessageBody generated = GENERATES ? BodyGenerator.body(name, fields, maker) : null;
        return generated == null ? new FieldwiseBody(name, fields, maker) : generated;
    }
}
