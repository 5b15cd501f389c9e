package io.rpcboot.transport.netty;

import org.jspecify.annotations.Nullable;

/** Texts that fit into frames. */
final class Texts {

    private Texts() {}

    /** The text, cut off after so many characters. */
    static @Nullable String limit(@Nullable String text, int chars) {
        if (text == null || text.length() <= chars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 2)) ? chars - 2 : chars - 1;
        return text.substring(0, end) + "…";
    }

    /** An exception's message, or its name where it has none. */
    static String of(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
