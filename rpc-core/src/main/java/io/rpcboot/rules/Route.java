package io.rpcboot.rules;

import io.rpcboot.registry.RpcInstance;
import io.rpcboot.rules.Condition.Attribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which instances calls go to.
 *
 * @param required what an instance must be
 * @param preferred what it had better be: others are called only while none is usable that is; in order of importance
 */
public record Route(List<Condition> required, List<Condition> preferred) {

    /** To any instance. */
    public static final Route ANYWHERE = new Route(List.of(), List.of());

    private static final String PREFERENCE = "?";

    /** Copies the lists. */
    public Route {
        required = List.copyOf(required);
        preferred = List.copyOf(preferred);
    }

    /**
     * To those with a tag: {@code cpu} to no others, {@code cpu?} to others only while none with the tag is usable, empty
     * to any. A {@code *} stands for anything.
     *
     * @throws IllegalArgumentException if nothing stands before the question mark
     */
    public static Route toTag(String tag) {
        return tag.isEmpty() ? ANYWHERE : of(Map.of(Attribute.TAG, tag));
    }

    /** @throws IllegalArgumentException if a text asks for nothing, or for a range of versions that cannot be read */
    static Route of(Map<Attribute, String> wishes) {
        List<Condition> required = new ArrayList<>();
        List<Condition> preferred = new ArrayList<>();
        wishes.forEach((attribute, wish) -> {
            if (wish.endsWith(PREFERENCE)) {
                preferred.add(Condition.of(attribute, wanted(attribute, wish)));
            } else {
                required.add(Condition.of(attribute, wish));
            }
        });
        return new Route(required, preferred);
    }

    private static String wanted(Attribute attribute, String wish) {
        String wanted = wish.substring(0, wish.length() - PREFERENCE.length());
        if (wanted.isEmpty()) {
            throw new IllegalArgumentException(
                    attribute.key() + " \"" + wish + "\" prefers nothing; write what before \"" + PREFERENCE + "\"");
        }
        return wanted;
    }

    /** What the instance lacks, the first of it; null if it can be called. */
    public @Nullable Condition missing(RpcInstance instance) {
        for (Condition condition : required) {
            if (!condition.isMetBy(instance)) {
                return condition;
            }
        }
        return null;
    }

    /** {@code only tag "cpu", preferably zone "a"}. */
    @Override
    public String toString() {
        return Stream.of(phrase("only ", required), phrase("preferably ", preferred))
                .filter(phrase -> !phrase.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String phrase(String word, List<Condition> conditions) {
        return conditions.isEmpty()
                ? ""
                : conditions.stream().map(Condition::toString).collect(Collectors.joining(", ", word, ""));
    }
}
