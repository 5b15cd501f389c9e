package io.rpcboot.codec;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Text as UTF-8, in which halves of surrogate pairs have no place. What is ASCII, as most is, is only copied. */
final class Utf8 {

    private Utf8() {}

    /** The number of bytes. */
    static int length(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return longer(text, i);
            }
        }
        return length;
    }

    private static int longer(String text, int from) {
        int length = text.length();
        int bytes = length;
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                if (c < 0x800) {
                    bytes++;
                } else if (!Character.isSurrogate(c)) {
                    bytes += 2;
                } else if (Character.isHighSurrogate(c)
                        && i + 1 < length
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    bytes += 2;
                    i++;
                } else {
                    throw new Fault("half a surrogate pair at index " + i + "; that is no Unicode text");
                }
            }
        }
        if (bytes < 0) {
            throw new Fault("longer than 2 GiB");
        }
        return bytes;
    }

    /**
     * Writes a text of which {@link #length} has said the number of bytes. One that was put in its place since is refused
     * if that number tells; to look through what is ASCII once more would cost all texts what few deserve.
     */
    @SuppressWarnings("deprecation") // it drops the upper halves of characters: for ASCII just right, and a plain copy
    static void write(String text, int length, byte[] bytes, int offset) {
        if (length == text.length()) {
            text.getBytes(0, length, bytes, offset);
        } else {
            byte[] encoded = text.getBytes(UTF_8);
            if (encoded.length != length) {
                throw Encoding.changed();
            }
            System.arraycopy(encoded, 0, bytes, offset, length);
        }
    }

    /** The text in these bytes, which must be valid. */
    static String read(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, UTF_8);
        // What is invalid becomes this character, which of course may also be meant.
        if (text.indexOf('\ufffd') >= 0) {
            byte[] again = text.getBytes(UTF_8);
            if (!Arrays.equals(again, 0, again.length, bytes, offset, offset + length)) {
                throw new Fault("malformed protobuf: Protocol message had invalid UTF-8.");
            }
        }
        return text;
    }
}
