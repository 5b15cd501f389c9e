package io.rpcboot.benchmarks.e2e.process;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What driver and processes say to each other: a word and named values, on one line.
 *
 * @param word what to do, or how it went
 * @param values by name
 */
public record Line(String word, Map<String, String> values) {

    /** The word of a reply to what went well. */
    public static final String DONE = "=done";

    /** The word of a reply to what failed; its value {@code error} says why. */
    public static final String FAILED = "=failed";

    /** A line, from its word and alternating names and values. */
    public static Line of(String word, Object... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
        return new Line(word, values);
    }

    /** Reads what {@link #toString} has written. */
    public static Line parse(String text) {
        String[] parts = text.split(" ", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            values.put(
                    parts[i].substring(0, equals),
                    URLDecoder.decode(parts[i].substring(equals + 1), StandardCharsets.UTF_8));
        }
        return new Line(parts[0], values);
    }

    /** A value that must be there. */
    public String get(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + word + "\" needs " + name);
        }
        return value;
    }

    /** A number that must be there. */
    public long number(String name) {
        return Long.parseLong(get(name));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(word);
        values.forEach((name, value) ->
                text.append(' ').append(name).append('=').append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return text.toString();
    }
}
