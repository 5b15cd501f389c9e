package io.rpcboot.codec;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses how messages are written and read. It names no type of ASM, and {@link BodyGenerator}, which does, is not
 * even loaded where there is none.
 */
final class MessageBodies {

    private static final Logger log = LoggerFactory.getLogger(MessageBodies.class);
    private static final AtomicBoolean TOLD = new AtomicBoolean();
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
        MessageBody generated = GENERATES ? generate(name, fields, maker) : null;
        return generated == null ? new FieldwiseBody(name, fields, maker) : generated;
    }

    /** Null also if it fails: the other body writes the same bytes, and who calls can do nothing about it. */
    private static @Nullable MessageBody generate(String name, List<MessageField> fields, Maker maker) {
        try {
            return BodyGenerator.body(name, fields, maker);
        } catch (IllegalStateException | LinkageError e) {
            if (TOLD.compareAndSet(false, true)) {
                log.warn(
                        "No code can be generated for {}, and perhaps others: it is written and read two to three times"
                                + " slower. An org.ow2.asm:asm older than version 7 on the class path does this",
                        name,
                        e);
            }
            return null;
        }
    }
}
