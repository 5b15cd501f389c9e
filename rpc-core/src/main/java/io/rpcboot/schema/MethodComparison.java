package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.rpcboot.schema.Difference.Effect;
import io.rpcboot.schema.Difference.Part;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compares a method: whether it is there, what goes in, what comes back, what is thrown. */
final class MethodComparison {

    private final SchemaSide theirs;
    private final SchemaSide ours;
    private final String name;
    private final List<Difference> differences;

    /** Of the method with this name in the schema; adds to the differences. */
    MethodComparison(SchemaSide theirs, SchemaSide ours, String name, List<Difference> differences) {
        this.theirs = theirs;
        this.ours = ours;
        this.name = name;
        this.differences = differences;
    }

    void compare(@Nullable MethodDescriptor their, @Nullable MethodDescriptor our) {
        Findings findings = findings(Part.METHOD);
        String place = ours.service() + "." + name;
        if (their == null) {
            findings.compatible(place, Difference.NOTHING, "a method");
        } else if (our == null) {
            findings.report(
                    place,
                    "a method",
                    Difference.NOTHING,
                    Effect.BREAKING,
                    "calls to it would end with UNIMPLEMENTED; keep the method, or give it its old name by"
                            + " @RpcMethod(name = \"" + name + "\")");
        } else if (their.isClientStreaming() != our.isClientStreaming()
                || their.isServerStreaming() != our.isServerStreaming()) {
            findings.report(
                    place,
                    streaming(their),
                    streaming(our),
                    Effect.BREAKING,
                    "leave the method and add another beside it");
        } else {
            requests(their.getInputType(), our.getInputType());
            responses(their.getOutputType(), our.getOutputType());
            errors(ProtoSchema.errors(their), ProtoSchema.errors(our));
        }
    }

    private static String streaming(MethodDescriptor method) {
        return (method.isClientStreaming() ? "stream" : "one message") + " to "
                + (method.isServerStreaming() ? "stream" : "one message");
    }

    private void requests(Descriptor their, Descriptor our) {
        messages(Part.REQUEST, their, our, name + "()", field -> name + "(" + field.getJsonName() + ")");
    }

    private void responses(Descriptor their, Descriptor our) {
        String place = name + ".return";
        if (their.getFields().isEmpty() != our.getFields().isEmpty()) {
            boolean weExpect = their.getFields().isEmpty();
            findings(Part.RESPONSE)
                    .breaks(
                            place,
                            result(their),
                            result(our),
                            !weExpect,
                            weExpect,
                            "a caller that waits for a result would get none; leave the method and add another beside"
                                    + " it");
            return;
        }
        messages(Part.RESPONSE, their, our, place, field -> place);
    }

    private static String result(Descriptor response) {
        if (response.getFields().isEmpty()) {
            return "void";
        }
        FieldDescriptor result = response.findFieldByNumber(1);
        return result != null && response.getFields().size() == 1 ? WireTypes.name(result) : response.getName();
    }

    private void errors(@Nullable Descriptor their, @Nullable Descriptor our) {
        if (their != null && our != null) {
            messages(Part.ERRORS, their, our, name + ".throws", this::exception);
        } else if (their != null) {
            exceptionsDropped(their);
        } else if (our != null) {
            exceptionsAdded(our);
        }
    }

    private String exception(FieldDescriptor field) {
        return name + ".throws(" + field.getJsonName() + ")";
    }

    private void exceptionsAdded(Descriptor our) {
        Findings findings = findings(Part.ERRORS);
        our.getFields()
                .forEach(field -> findings.compatible(exception(field), Difference.NOTHING, WireTypes.name(field)));
    }

    private void exceptionsDropped(Descriptor their) {
        Findings findings = findings(Part.ERRORS);
        their.getFields()
                .forEach(field ->
                        findings.dropped(exception(field), WireTypes.name(field), reserveException(field.getNumber())));
        NumberRange.reserved(their)
                .forEach(range -> findings.unreserved(their.getName(), range.first(), reserveException(range.first())));
    }

    /** The cure for the number of an exception that is not kept. */
    static String reserveException(int number) {
        return Findings.reserve("exceptions = " + number, "the method");
    }

    /** Compares messages that belong to the method alone, or generated classes in their place. */
    private void messages(
            Part part, Descriptor their, Descriptor our, String place, Function<FieldDescriptor, String> fields) {
        new MessageWalk(theirs, ours, findings(part)).begin(their, our, place, fields);
    }

    private Findings findings(Part part) {
        return new Findings(name, part, differences);
    }
}
