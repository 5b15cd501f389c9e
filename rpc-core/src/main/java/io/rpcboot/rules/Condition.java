package io.rpcboot.rules;

import io.rpcboot.core.Wildcard;
import io.rpcboot.registry.RpcInstance;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one attribute of an instance must be: a text in which {@code *} stands for anything, or, of a version, whatever
 * {@link VersionPattern} takes. Immutable.
 */
public final class Condition {

    /** What can be asked of an instance. */
    enum Attribute {
        ADDRESS,
        APPLICATION,
        GROUP,
        TAG,
        VERSION,
        ZONE;

        /** Those of all of them. */
        static final List<String> KEYS =
                Arrays.stream(values()).map(Attribute::key).toList();

        private String of(RpcInstance instance) {
            return switch (this) {
                case ADDRESS -> instance.address();
                case APPLICATION -> instance.attributes().application();
                case GROUP -> instance.service().group();
                case TAG -> instance.attributes().tag();
                case VERSION -> instance.service().version();
                case ZONE -> instance.attributes().zone();
            };
        }

        /** How rules call it. */
        String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        static @Nullable Attribute named(String key) {
            int index = KEYS.indexOf(key);
            return index < 0 ? null : values()[index];
        }
    }

    private final Attribute attribute;
    private final String text;
    private final Predicate<String> met;

    private Condition(Attribute attribute, String text, Predicate<String> met) {
        this.attribute = attribute;
        this.text = text;
        this.met = met;
    }

    /** @throws IllegalArgumentException if it is a range of versions and cannot be read */
    static Condition of(Attribute attribute, String text) {
        return new Condition(
                attribute,
                text,
                attribute == Attribute.VERSION
                        ? VersionPattern.of(text)::matches
                        : value -> Wildcard.matches(text, value));
    }

    /** Whether the instance is such. */
    public boolean isMetBy(RpcInstance instance) {
        return met.test(attribute.of(instance));
    }

    /** What the instance has, for people, where it should be something else: {@code tag "io"}. */
    public String had(RpcInstance instance) {
        return attribute.key() + " \"" + attribute.of(instance) + "\"";
    }

    /** What it should be: {@code "cpu"}. */
    public String asked() {
        return "\"" + text + "\"";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition && condition.attribute == attribute && condition.text.equals(text);
    }

    @Override
    public int hashCode() {
        return 31 * attribute.hashCode() + text.hashCode();
    }

    /** {@code tag "cpu"}. */
    @Override
    public String toString() {
        return attribute.key() + " " + asked();
    }
}
