package io.rpcboot.schema;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import io.rpcboot.schema.Difference.Effect;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two enums constant by constant, by number. */
final class EnumComparison {

    private static final String ZERO = "UNSPECIFIED";

    private final SchemaSide theirs;
    private final SchemaSide ours;
    private final Findings findings;

    EnumComparison(SchemaSide theirs, SchemaSide ours, Findings findings) {
        this.theirs = theirs;
        this.ours = ours;
        this.findings = findings;
    }

    void compare(EnumDescriptor their, EnumDescriptor our) {
        Map<String, Integer> theirNumbers = numbers(their);
        Map<String, Integer> ourNumbers = numbers(our);
        Set<Integer> numbers = new TreeSet<>(theirNumbers.values());
        numbers.addAll(ourNumbers.values());
        for (int number : numbers) {
            EnumValueDescriptor theirValue = their.findValueByNumber(number);
            EnumValueDescriptor ourValue = our.findValueByNumber(number);
            boolean theirsMoved = theirValue != null && numberIn(ourNumbers, theirValue) != number;
            if (ourValue == null) {
                if (theirValue != null && !theirsMoved) {
                    removed(theirValue, our);
                }
            } else if (numberIn(theirNumbers, ourValue) != number) {
                findings.moved(place(ourValue, our), numberIn(theirNumbers, ourValue), number, "constants");
            } else if (theirValue == null || theirsMoved) {
                added(ourValue, their);
            } else if (!name(theirValue).equals(name(ourValue))) {
                findings.renamed(place(ourValue, our), name(theirValue), name(ourValue));
            }
        }
        reserved(their, our);
        defaults(their, our);
    }

    private static Map<String, Integer> numbers(EnumDescriptor type) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        type.getValues().forEach(value -> numbers.put(name(value), value.getNumber()));
        return numbers;
    }

    /** The number of the constant on the other side; the same as here if there is no such constant. */
    private static int numberIn(Map<String, Integer> others, EnumValueDescriptor value) {
        return others.getOrDefault(name(value), value.getNumber());
    }

    private void added(EnumValueDescriptor our, EnumDescriptor their) {
        String place = place(our, our.getType());
        String number = "number " + our.getNumber();
        if (!theirs.isOpen(their)) {
            findings.report(
                    place,
                    Difference.NOTHING,
                    number,
                    Effect.OURS_UNREADABLE,
                    "a peer without it fails on it; first mark a constant with @RpcEnumDefault and bring that to"
                            + " every peer, then add this one");
        } else if (their.isReservedNumber(our.getNumber())) {
            findings.reused(place, our.getNumber(), number);
        } else {
            findings.compatible(place, Difference.NOTHING, number);
        }
    }

    private void removed(EnumValueDescriptor their, EnumDescriptor our) {
        String place = place(their, our);
        String number = "number " + their.getNumber();
        if (!ours.isOpen(our)) {
            findings.report(
                    place,
                    number,
                    Difference.NOTHING,
                    Effect.THEIRS_UNREADABLE,
                    "we fail on it; keep it until nobody sends it, or mark another with @RpcEnumDefault");
        } else if (our.isReservedNumber(their.getNumber())) {
            findings.compatible(place, number, Difference.NOTHING);
        } else {
            findings.dropped(place, number, reserve(their.getNumber(), our));
        }
    }

    /** Tells of the first number of each range that our enum neither reserves any more nor uses. */
    private void reserved(EnumDescriptor their, EnumDescriptor our) {
        List<NumberRange> taken = NumberRange.taken(our);
        for (NumberRange range : NumberRange.reserved(their)) {
            Integer lost = range.firstOutside(taken);
            if (lost != null) {
                findings.unreserved(our.getName(), lost, reserve(lost, our));
            }
        }
    }

    private static String reserve(int number, EnumDescriptor our) {
        return Findings.reserve(String.valueOf(number), our.getName());
    }

    private void defaults(EnumDescriptor their, EnumDescriptor our) {
        String theirDefault = describeDefault(theirs.enumDefault(their));
        String ourDefault = describeDefault(ours.enumDefault(our));
        if (!theirDefault.equals(ourDefault)) {
            findings.compatible(our.getName(), theirDefault, ourDefault);
        }
    }

    private static String describeDefault(@Nullable EnumValueDescriptor value) {
        return value == null ? "no default" : "default " + name(value);
    }

    private static String place(EnumValueDescriptor value, EnumDescriptor our) {
        return our.getName() + "." + name(value);
    }

    /** {@code GREEN} of {@code COLOR_GREEN}: what stands before UNSPECIFIED stands before each. */
    private static String name(EnumValueDescriptor value) {
        EnumValueDescriptor zero = value.getType().findValueByNumber(0);
        String prefix = zero != null && zero.getName().endsWith(ZERO)
                ? zero.getName().substring(0, zero.getName().length() - ZERO.length())
                : "";
        return value.getName().startsWith(prefix) ? value.getName().substring(prefix.length()) : value.getName();
    }
}
