package io.rpcboot.schema;

import java.util.Locale;

/** Java's names in protobuf's manners. */
final class Names {

    private Names() {}

    static String upperFirst(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** {@code userId} to {@code user_id}, {@code parseURL} to {@code parse_url}; what is no letter of a-z is kept out. */
    static String snake(String name) {
        StringBuilder snake = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isUpper(c) && i > 0) {
                char before = name.charAt(i - 1);
                boolean wordEnds = isLower(before) || isDigit(before);
                boolean acronymEnds = isUpper(before) && i + 1 < name.length() && isLower(name.charAt(i + 1));
                if (wordEnds || acronymEnds) {
                    snake.append('_');
                }
            }
            snake.append(isUpper(c) ? (char) (c + 32) : c);
        }
        return identifier(snake.toString());
    }

    /** The name with everything that protobuf allows in none replaced. */
    static String identifier(String name) {
        StringBuilder identifier = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (isUpper(c) || isLower(c) || c == '_' || isDigit(c) && i > 0) {
                identifier.append(c);
            } else {
                identifier.append("_x").append(Integer.toHexString(c));
            }
        }
        return identifier.toString();
    }

    private static boolean isUpper(char c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
