package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import io.rpcboot.schema.Difference.Effect;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The way through one message of a method and everything that it contains, each pair of types once. */
final class MessageWalk {

    private final SchemaSide ours;
    private final Findings findings;
    private final MessageComparison messages;
    private final EnumComparison enums;
    private final Set<List<String>> seen = new HashSet<>();

    /** What is still to be compared: a list and no recursion, because a peer says how deep its messages go. */
    private final Deque<Runnable> pending = new ArrayDeque<>();

    /** Our message that belongs to the method alone; null if it is a generated class. */
    private @Nullable Descriptor ofMethod;

    MessageWalk(SchemaSide theirs, SchemaSide ours, Findings findings) {
        this.ours = ours;
        this.findings = findings;
        this.messages = new MessageComparison(theirs, ours, findings, this);
        this.enums = new EnumComparison(theirs, ours, findings);
    }

    /**
     * Compares the messages and all that they contain.
     *
     * @param place what the message is called
     * @param fields what its fields are called, unless it is a generated class
     */
    void begin(Descriptor their, Descriptor our, String place, Function<FieldDescriptor, String> fields) {
        ofMethod = ours.isOwn(our) ? our : null;
        messages(their, our, place, ofMethod == null ? MessageWalk::member : fields);
        while (!pending.isEmpty()) {
            pending.remove().run();
        }
    }

    /** Has the messages compared, once what was found before is done. */
    void messages(Descriptor their, Descriptor our, String place, Function<FieldDescriptor, String> fields) {
        if (isGone(their, our)) {
            findings.report(
                    place,
                    their.getName(),
                    our.getName(),
                    Effect.BREAKING,
                    "keep " + their.getName() + " and add a member of the new type at the end");
        } else if (isNew(their, our)) {
            pending.add(() -> messages.compare(their, our, fields));
        }
    }

    /** Compares the enums. */
    void enums(EnumDescriptor their, EnumDescriptor our) {
        if (isNew(their, our)) {
            enums.compare(their, our);
        }
    }

    /** Whether nothing but its name is left of a message, because the file that it was imported from is gone. */
    private boolean isGone(Descriptor their, Descriptor our) {
        return their.isPlaceholder() && (ours.isOwn(our) || !their.getFullName().equals(our.getFullName()));
    }

    private boolean isNew(GenericDescriptor their, GenericDescriptor our) {
        return seen.add(List.of(their.getFullName(), our.getFullName()));
    }

    /** What a field is called that has its place in a type. */
    static String member(FieldDescriptor field) {
        return field.getContainingType().getName() + "." + field.getJsonName();
    }

    /** The cure for a number of our message that is not kept. */
    String reserve(int number, Descriptor our) {
        if (our != ofMethod) {
            return Findings.reserve(String.valueOf(number), our.getName());
        }
        return findings.concernErrors()
                ? MethodComparison.reserveException(number)
                : Findings.reserve(String.valueOf(number), "the method");
    }
}
