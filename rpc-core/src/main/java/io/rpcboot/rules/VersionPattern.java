package io.rpcboot.rules;

import java.lang.module.ModuleDescriptor.Version;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which versions of a service a reference calls: one, {@code *} for all, or a range as {@code [1.2,2)}, where a bracket
 * includes the bound, a parenthesis does not, and a bound that is left out is none. Versions in ranges are compared as
 * the JDK compares modules': by numbers, {@code 1.10} after {@code 1.9}, and {@code 2-rc1} before {@code 2}. Immutable.
 */
public final class VersionPattern {

    private static final Pattern RANGE = Pattern.compile("([\\[(])\\s*([^,\\s]*)\\s*,\\s*([^,\\s]*)\\s*([\\])])");

    private final String text;
    private final boolean isRange;
    private final @Nullable Version from;
    private final @Nullable Version to;

    private VersionPattern(String text, boolean isRange, @Nullable Version from, @Nullable Version to) {
        this.text = text;
        this.isRange = isRange;
        this.from = from;
        this.to = to;
    }

    /**
     * What the text stands for.
     *
     * @throws IllegalArgumentException if it begins as a range and is none
     */
    public static VersionPattern of(String text) {
        if (!text.startsWith("[") && !text.startsWith("(")) {
            return new VersionPattern(text, false, null, null);
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw notARange(text, "it must be as [1.2,2)");
        }
        Version from = bound(text, range.group(2));
        Version to = bound(text, range.group(3));
        int order = from == null || to == null ? -1 : from.compareTo(to);
        if (order > 0) {
            throw notARange(text, "it ends before it begins");
        }
        if (order == 0 && !(text.startsWith("[") && text.endsWith("]"))) {
            throw notARange(text, "it holds no version");
        }
        return new VersionPattern(text, true, from, to);
    }

    private static @Nullable Version bound(String text, String bound) {
        try {
            return bound.isEmpty() ? null : Version.parse(bound);
        } catch (IllegalArgumentException e) {
            throw notARange(text, String.valueOf(e.getMessage()));
        }
    }

    private static IllegalArgumentException notARange(String text, String why) {
        return new IllegalArgumentException("version \"" + text + "\" is no range of versions: " + why);
    }

    /** Whether it is one version, which can be asked for by its name. */
    public boolean isExact() {
        return !isRange && !text.equals("*");
    }

    /** Whether it is one of those versions; empty is the default version, which is in no range. */
    public boolean matches(String version) {
        return text.equals("*") || text.equals(version) || isRange && isWithin(version);
    }

    private boolean isWithin(String version) {
        Version parsed;
        try {
            parsed = Version.parse(version);
        } catch (IllegalArgumentException e) { // as the default version, which is empty
            return false;
        }
        return isAbove(parsed) && isBelow(parsed);
    }

    private boolean isAbove(Version version) {
        int order = from == null ? 1 : version.compareTo(from);
        return order > 0 || order == 0 && text.startsWith("[");
    }

    private boolean isBelow(Version version) {
        int order = to == null ? -1 : version.compareTo(to);
        return order < 0 || order == 0 && text.endsWith("]");
    }
}
