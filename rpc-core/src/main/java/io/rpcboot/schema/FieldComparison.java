package io.rpcboot.schema;

import com.google.protobuf.Descriptors.FieldDescriptor;

/** Compares two fields of one number: name, type, cardinality, presence. */
final class FieldComparison {

    private final Findings findings;
    private final MessageWalk walk;

    FieldComparison(Findings findings, MessageWalk walk) {
        this.findings = findings;
        this.walk = walk;
    }

    /** Compares; the place is what our field is called. */
    void compare(FieldDescriptor their, FieldDescriptor our, String place) {
        boolean weRead = reads(their, our);
        boolean theyRead = reads(our, their);
        if (!weRead || !theyRead) {
            findings.breaks(place, WireTypes.name(their), WireTypes.name(our), weRead, theyRead, cure(their, our));
            return;
        }
        if (!their.getJsonName().equals(our.getJsonName())) {
            findings.renamed(place, their.getJsonName(), our.getJsonName());
        }
        if (their.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
            boolean isMap = their.isMapField() || our.isMapField();
            walk.messages(
                    their.getMessageType(),
                    our.getMessageType(),
                    place,
                    isMap ? entry -> place + "." + entry.getJsonName() : MessageWalk::member);
        } else {
            values(their, our, place);
        }
    }

    private void values(FieldDescriptor their, FieldDescriptor our, String place) {
        if (their.getType() == FieldDescriptor.Type.ENUM && our.getType() == FieldDescriptor.Type.ENUM) {
            walk.enums(their.getEnumType(), our.getEnumType());
        } else if (their.getType() != our.getType()) {
            findings.compatible(place, WireTypes.name(their), WireTypes.name(our));
        }
        if (their.hasPresence() != our.hasPresence() && !our.isRepeated()) {
            findings.compatible(place, presence(their), presence(our));
        }
    }

    private static boolean reads(FieldDescriptor written, FieldDescriptor read) {
        return WireTypes.isReadable(written, read) && (read.isRepeated() || !written.isRepeated());
    }

    private static String presence(FieldDescriptor field) {
        return (field.hasPresence() ? "optional " : "") + WireTypes.name(field);
    }

    private static String cure(FieldDescriptor their, FieldDescriptor our) {
        String keep = "keep " + WireTypes.name(their) + " and add a member of the new type at the end";
        if (their.isRepeated() != our.isRepeated()) {
            return "where one is expected, only the last of several would be read; " + keep;
        }
        if (WireTypes.isReadable(their, our)) {
            return "not every " + WireTypes.name(our) + " is one of " + WireTypes.name(their) + "; " + keep;
        }
        return keep;
    }
}
