package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Compares the oneofs of two messages. A reader of a oneof keeps one member. So all those members that the writer has
 * must exclude each other there too, and to a sealed type's reader there must be one.
 */
final class OneofComparison {

    private final SchemaSide theirs;
    private final SchemaSide ours;
    private final Findings findings;

    OneofComparison(SchemaSide theirs, SchemaSide ours, Findings findings) {
        this.theirs = theirs;
        this.ours = ours;
        this.findings = findings;
    }

    void compare(Descriptor their, Descriptor our) {
        boolean weRead = reads(their, our, ours);
        boolean theyRead = reads(our, their, theirs);
        if (!weRead || !theyRead) {
            findings.breaks(
                    our.getName(),
                    choices(their),
                    choices(our),
                    weRead,
                    theyRead,
                    "a oneof holds one of its members; leave it as it was and add what is new beside it");
        }
    }

    private boolean reads(Descriptor written, Descriptor read, SchemaSide reader) {
        return read.getRealOneofs().stream().allMatch(oneof -> isExclusive(oneof, written))
                && (findings.concernErrors() || !reader.isUnion(read) || SchemaSide.isOneChoice(written));
    }

    /** Whether at most one of the oneof's members is set in what is written. */
    private static boolean isExclusive(OneofDescriptor oneof, Descriptor written) {
        List<FieldDescriptor> shared = oneof.getFields().stream()
                .map(member -> written.findFieldByNumber(member.getNumber()))
                .filter(Objects::nonNull)
                .toList();
        if (shared.size() < 2) {
            return true;
        }
        OneofDescriptor writers = shared.get(0).getRealContainingOneof();
        return writers != null && shared.stream().allMatch(member -> member.getRealContainingOneof() == writers);
    }

    private static String choices(Descriptor message) {
        return message.getRealOneofs().isEmpty()
                ? "no oneof"
                : message.getRealOneofs().stream().map(OneofComparison::members).collect(Collectors.joining(", "));
    }

    private static String members(OneofDescriptor oneof) {
        return oneof.getFields().stream()
                .map(FieldDescriptor::getJsonName)
                .collect(Collectors.joining("|", "oneof of ", ""));
    }
}
