package io.rpcboot.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /** The JSON name that protobuf gives to a field which has none of its own: {@code user_id} to {@code userId}. */
    static String json(String field) {
        StringBuilder json = new StringBuilder();
        boolean wordBegins = false;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '_') {
                wordBegins = true;
            } else {
                json.append(wordBegins && isLower(c) ? (char) (c - 32) : c);
                wordBegins = false;
            }
        }
        return json.toString();
    }

    /** The name of the message that protobuf makes for the entries of a map field: {@code by_name} to {@code ByNameEntry}. */
    static String entry(String field) {
        return json("_" + field) + "Entry"; // behind an underscore a word begins
    }

    /**
     * What the members of a oneof are called, in the order of the map, whose keys are their numbers: by their simple
     * names; those that share one by that of the class around them as well, and if that tells none apart by their number.
     */
    static List<String> members(Map<Integer, ? extends Class<?>> types) {
        List<String> simple = new ArrayList<>();
        types.values().forEach(type -> simple.add(type.getSimpleName()));
        List<String> names = new ArrayList<>();
        for (Class<?> type : types.values()) {
            String name = type.getSimpleName();
            Class<?> outer = type.getEnclosingClass();
            boolean shared = Collections.frequency(simple, name) > 1;
            names.add(shared && outer != null ? upperFirst(outer.getSimpleName()) + name : name);
        }
        List<String> unique = new ArrayList<>();
        types.keySet().forEach(number -> {
            String name = names.get(unique.size());
            unique.add(Collections.frequency(names, name) == 1 ? name : name + "_" + number);
        });
        return unique;
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

    /** The same of each part of a dotted name. */
    static String dotted(String name) {
        StringBuilder dotted = new StringBuilder();
        for (String part : name.split("\\.", -1)) {
            dotted.append(dotted.length() == 0 ? "" : ".").append(identifier(part));
        }
        return dotted.toString();
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
