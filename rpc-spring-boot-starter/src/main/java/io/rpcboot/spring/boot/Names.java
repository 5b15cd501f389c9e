package io.rpcboot.spring.boot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How names are written in configuration, and which of them a mistyped one was meant to be. */
final class Names {

    private Names() {}

    /** {@code friend-service} of {@code FriendService}, {@code http-service} of {@code HTTPService}. */
    static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2")
                .replaceAll("([A-Z])([A-Z][a-z])", "$1-$2")
                .toLowerCase(Locale.ROOT);
    }

    /** The id of an interface's services and references. */
    static String id(Class<?> serviceInterface) {
        return kebab(serviceInterface.getSimpleName());
    }

    /** Whether two spellings are one name: {@code friend-service}, {@code friendService}, {@code FRIENDSERVICE}. */
    static boolean same(String one, String other) {
        return uniform(one).equals(uniform(other));
    }

    /** The entry of this name, in whichever spelling; null if there is none. */
    static <T> Map.@Nullable Entry<String, T> find(Map<String, T> entries, String name) {
        for (Map.Entry<String, T> entry : entries.entrySet()) {
            if (same(entry.getKey(), name)) {
                return entry;
            }
        }
        return null;
    }

    /** The spelling in which all spellings of one name agree. */
    static String uniform(String name) {
        return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
    }

    /** The known name that is nearest to an unknown one; null if none is near. */
    static @Nullable String nearest(String unknown, Collection<String> known) {
        String wanted = uniform(unknown);
        return known.stream()
                .min(Comparator.comparingInt(name -> distance(wanted, uniform(name))))
                .filter(name -> distance(wanted, uniform(name)) <= Math.max(2, wanted.length() / 3))
                .orElse(null);
    }

    /** How many letters must be added, dropped, replaced or swapped with their neighbour to get from one to the other. */
    private static int distance(String from, String to) {
        List<int[]> rows = new ArrayList<>();
        for (int i = 0; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            rows.add(row);
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                    continue;
                }
                int[] above = rows.get(i - 1);
                int replaced = above[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], rows.get(i - 2)[j - 2] + 1);
                }
            }
        }
        return rows.get(from.length())[to.length()];
    }
}
