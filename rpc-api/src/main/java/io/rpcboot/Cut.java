package io.rpcboot;

/** Texts of bounded length. */
final class Cut {

    private Cut() {}

    /** The text, or its beginning and an ellipsis: at most so many characters, and never half a surrogate pair. */
    static String to(String text, int chars) {
        if (text.length() <= chars) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(chars - 2)) ? chars - 2 : chars - 1;
        return text.substring(0, end) + "…";
    }
}
