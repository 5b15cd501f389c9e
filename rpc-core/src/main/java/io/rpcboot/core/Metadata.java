package io.rpcboot.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Text that travels beside a message: ordered pairs of key and value. Keys are case-insensitive, kept in lower case,
 * of {@code [0-9a-z_.-]}, and may stand more than once; those that begin with {@code rpc-} belong to the framework.
 * Not safe for use by several threads at once.
 */
public final class Metadata {

    /** Empty and unchangeable. */
    public static final Metadata EMPTY = new Metadata(List.of());

    /** How many pairs there may be, on the wire too. */
    public static final int MAX_PAIRS = 1_024;

    private final List<String> pairs;

    /** Empty. */
    public Metadata() {
        this(new ArrayList<>(4));
    }

    private Metadata(List<String> pairs) {
        this.pairs = pairs;
    }

    /**
     * Adds a pair.
     *
     * @throws IllegalArgumentException if the key is empty or has other characters than the class comment allows, or if
     *     there are {@link #MAX_PAIRS} already
     */
    public Metadata add(String key, String value) {
        String normalized = normalize(key);
        if (size() == MAX_PAIRS) {
            throw new IllegalArgumentException(
                    "metadata \"" + key + "\" would be more than " + MAX_PAIRS + " pairs; send data as arguments");
        }
        pairs.add(normalized);
        pairs.add(Objects.requireNonNull(value, key));
        return this;
    }

    /** Puts a pair in place of all that have its key. */
    public Metadata set(String key, String value) {
        String normalized = normalize(key);
        for (int i = pairs.size() - 2; i >= 0; i -= 2) {
            if (pairs.get(i).equals(normalized)) {
                pairs.remove(i + 1);
                pairs.remove(i);
            }
        }
        return add(normalized, value);
    }

    /** The first value of the key; null if there is none. */
    public @Nullable String get(String key) {
        String normalized = key.toLowerCase(Locale.ROOT);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(normalized)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /** Calls back for each pair, in order. */
    public void forEach(BiConsumer<? super String, ? super String> action) {
        for (int i = 0; i < pairs.size(); i += 2) {
            action.accept(pairs.get(i), pairs.get(i + 1));
        }
    }

    /** How many pairs there are. */
    public int size() {
        return pairs.size() / 2;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return pairs.isEmpty();
    }

    /** Refuses what {@link #add} would refuse as a key. */
    static void checkKey(String key) {
        normalize(key);
    }

    private static String normalize(String key) {
        String normalized = key.toLowerCase(Locale.ROOT);
        for (int i = 0; i < normalized.length(); i++) {
            char c = normalized.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.')) {
                // A peer may have sent it, and the text may be logged: no line breaks and the like.
                throw new IllegalArgumentException("metadata key \"" + key.replaceAll("[^ -~]", "?")
                        + "\" has a character other than letters, digits, '-', '_' and '.'");
            }
        }
        if (normalized.isEmpty()) {
            throw new IllegalArgumentException("a metadata key must not be empty");
        }
        return normalized;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        forEach((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(key)
                .append('=')
                .append(value));
        return text.append('}').toString();
    }
}
