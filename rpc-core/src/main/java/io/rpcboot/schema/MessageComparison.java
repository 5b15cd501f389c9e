package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.rpcboot.schema.Difference.Effect;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares two messages field by field, by number; what the fields contain is left to the walk. */
final class MessageComparison {

    private final SchemaSide theirs;
    private final SchemaSide ours;
    private final Findings findings;
    private final MessageWalk walk;
    private final FieldComparison fields;
    private final OneofComparison oneofs;

    MessageComparison(SchemaSide theirs, SchemaSide ours, Findings findings, MessageWalk walk) {
        this.theirs = theirs;
        this.ours = ours;
        this.findings = findings;
        this.walk = walk;
        this.fields = new FieldComparison(findings, walk);
        this.oneofs = new OneofComparison(theirs, ours, findings);
    }

    /** Compares; the function tells what a field is called. */
    void compare(Descriptor their, Descriptor our, Function<FieldDescriptor, String> place) {
        Set<FieldDescriptor> moved = moved(their, our, place);
        Set<Integer> numbers = new TreeSet<>();
        their.getFields().forEach(field -> numbers.add(field.getNumber()));
        our.getFields().forEach(field -> numbers.add(field.getNumber()));
        for (int number : numbers) {
            FieldDescriptor theirField = unlessMoved(their.findFieldByNumber(number), moved);
            FieldDescriptor ourField = unlessMoved(our.findFieldByNumber(number), moved);
            if (theirField != null && ourField != null) {
                fields.compare(theirField, ourField, place.apply(ourField));
            } else if (ourField != null) {
                added(ourField, their, place.apply(ourField));
            } else if (theirField != null) {
                removed(theirField, our, place.apply(theirField));
            }
        }
        oneofs.compare(their, our);
        reserved(their, our);
    }

    /**
     * The fields of both sides whose names stand at other numbers on the other side: positions shifted. Where a reader
     * reserves the old number the new one was chosen on purpose: it takes the one for nothing else.
     */
    private Set<FieldDescriptor> moved(Descriptor their, Descriptor our, Function<FieldDescriptor, String> place) {
        Map<String, FieldDescriptor> theirByName = byName(their);
        Set<FieldDescriptor> moved = new HashSet<>();
        for (FieldDescriptor field : byName(our).values()) {
            FieldDescriptor same = theirByName.get(field.getJsonName());
            if (same != null
                    && same.getNumber() != field.getNumber()
                    && !our.isReservedNumber(same.getNumber())
                    && !their.isReservedNumber(field.getNumber())) {
                moved.add(same);
                moved.add(field);
                findings.moved(place.apply(field), same.getNumber(), field.getNumber(), "members");
            }
        }
        return moved;
    }

    /** Without names that several fields have; a file of others may hold such. */
    private static Map<String, FieldDescriptor> byName(Descriptor message) {
        Map<String, FieldDescriptor> byName = new LinkedHashMap<>();
        Set<String> ambiguous = new HashSet<>();
        for (FieldDescriptor field : message.getFields()) {
            if (byName.put(field.getJsonName(), field) != null) {
                ambiguous.add(field.getJsonName());
            }
        }
        byName.keySet().removeAll(ambiguous);
        return byName;
    }

    private static @Nullable FieldDescriptor unlessMoved(@Nullable FieldDescriptor field, Set<FieldDescriptor> moved) {
        return field == null || moved.contains(field) ? null : field;
    }

    private void added(FieldDescriptor our, Descriptor their, String place) {
        String type = WireTypes.name(our);
        if (theirs.isUnion(their) && !findings.concernErrors()) {
            findings.report(
                    place,
                    Difference.NOTHING,
                    type,
                    Effect.OURS_UNREADABLE,
                    "a peer that does not know this member cannot read the message; add a method that uses a new"
                            + " sealed type, or update every reader first");
        } else if (our.isRequired()) {
            findings.report(
                    place, Difference.NOTHING, type, Effect.THEIRS_UNREADABLE, "a new field cannot be required");
        } else if (their.isReservedNumber(our.getNumber())) {
            findings.reused(place, our.getNumber(), type);
        } else {
            findings.compatible(place, Difference.NOTHING, type);
        }
    }

    private void removed(FieldDescriptor their, Descriptor our, String place) {
        String type = WireTypes.name(their);
        if (ours.isUnion(our) && !findings.concernErrors()) {
            findings.report(
                    place,
                    type,
                    Difference.NOTHING,
                    Effect.THEIRS_UNREADABLE,
                    "we could not read a message with this member; keep it until nobody sends it");
        } else if (their.isRequired()) {
            findings.report(
                    place, type, Difference.NOTHING, Effect.OURS_UNREADABLE, "a required field cannot be removed");
        } else if (our.isReservedNumber(their.getNumber())) {
            findings.compatible(place, type, Difference.NOTHING);
        } else {
            findings.dropped(place, type, walk.reserve(their.getNumber(), our));
        }
    }

    /** Tells of the first number of each range that our message neither reserves any more nor uses. */
    private void reserved(Descriptor their, Descriptor our) {
        List<NumberRange> taken = NumberRange.taken(our);
        for (NumberRange range : NumberRange.reserved(their)) {
            Integer lost = range.firstOutside(taken);
            if (lost != null) {
                findings.unreserved(our.getName(), lost, walk.reserve(lost, our));
            }
        }
    }
}
