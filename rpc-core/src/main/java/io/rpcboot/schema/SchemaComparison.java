package io.rpcboot.schema;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto.EnumReservedRange;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.rpcboot.schema.Difference.Effect;
import io.rpcboot.schema.Difference.Part;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares two schemas of a service: the messages of each method side by side, by field number, as they travel. The
 * names of messages and fields do not travel; a field's name counts only where the same name stands at another number.
 * The rules and where they come from are in {@code docs/contract.md}.
 */
public final class SchemaComparison {

    static final String NOTHING = "nothing";

    private final Side theirs;
    private final Side ours;
    private final List<Difference> differences = new ArrayList<>();

    private SchemaComparison(Side theirs, Side ours) {
        this.theirs = theirs;
        this.ours = ours;
    }

    /**
     * The differences, in the order of methods and fields; none if the same bytes mean the same on both sides.
     *
     * @param theirs the file of one service, as {@link ProtoSchema#file} makes it: a peer's, or an older one of ours
     * @param ours the file of the same service
     * @throws IllegalArgumentException if a file does not hold exactly one service
     */
    public static List<Difference> compare(FileDescriptor theirs, FileDescriptor ours) {
        return compare(ProtoSchema.of(theirs, List.of()), ProtoSchema.of(ours, List.of()));
    }

    /**
     * The differences, as above, where the messages of a service may be spread over several files.
     *
     * @param theirs a peer's schema, or an older one of ours
     * @param ours the schema of the same service
     */
    public static List<Difference> compare(ProtoSchema theirs, ProtoSchema ours) {
        return new SchemaComparison(new Side(theirs), new Side(ours)).run();
    }

    /** One of the two schemas. */
    private static final class Side {

        private final ServiceDescriptor service;
        private final Map<FileDescriptor, SourceComments> own = new HashMap<>();

        Side(ProtoSchema schema) {
            this.service = schema.service();
            schema.files().forEach(file -> own.put(file, new SourceComments(file)));
        }

        /** Whether the type was made from a Java type. Generated classes take unknown numbers as they come. */
        private boolean isOwn(GenericDescriptor type) {
            return own.containsKey(type.getFile());
        }

        /** Whether the message is a sealed type: its reader fails where none of the members is set that it knows. */
        boolean isUnion(Descriptor message) {
            return isOwn(message)
                    && message.getRealOneofs().size() == 1
                    && message.getRealOneofs().get(0).getFieldCount()
                            == message.getFields().size();
        }

        /** Whether the enum's reader accepts numbers that it does not know. */
        boolean isOpen(EnumDescriptor type) {
            return !isOwn(type) || enumDefault(type) != null;
        }

        @Nullable
        EnumValueDescriptor enumDefault(EnumDescriptor type) {
            SourceComments comments = own.get(type.getFile());
            return comments == null
                    ? null
                    : type.getValues().stream()
                            .filter(comments::isEnumDefault)
                            .findFirst()
                            .orElse(null);
        }
    }

    private List<Difference> run() {
        ServiceDescriptor theirService = theirs.service;
        ServiceDescriptor ourService = ours.service;
        Set<String> names = new TreeSet<>();
        theirService.getMethods().forEach(method -> names.add(method.getName()));
        ourService.getMethods().forEach(method -> names.add(method.getName()));
        for (String name : names) {
            methods(name, theirService.findMethodByName(name), ourService.findMethodByName(name));
        }
        return List.copyOf(differences);
    }

    private void methods(String name, @Nullable MethodDescriptor their, @Nullable MethodDescriptor our) {
        Walk walk = new Walk(name, Part.METHOD);
        String place = ours.service.getName() + "." + name;
        if (their == null) {
            walk.report(place, NOTHING, "a method", Effect.COMPATIBLE, "");
        } else if (our == null) {
            walk.report(
                    place,
                    "a method",
                    NOTHING,
                    Effect.BREAKING,
                    "calls to it would end with UNIMPLEMENTED; keep the method, or give it its old name by"
                            + " @RpcMethod(name = \"" + name + "\")");
        } else if (their.isClientStreaming() != our.isClientStreaming()
                || their.isServerStreaming() != our.isServerStreaming()) {
            walk.report(
                    place,
                    streaming(their),
                    streaming(our),
                    Effect.BREAKING,
                    "leave the method and add another beside it");
        } else {
            new Walk(name, Part.REQUEST).request(their.getInputType(), our.getInputType());
            new Walk(name, Part.RESPONSE).response(their.getOutputType(), our.getOutputType());
            Descriptor theirErrors = ProtoSchema.errors(their);
            Descriptor ourErrors = ProtoSchema.errors(our);
            if (theirErrors != null && ourErrors != null) {
                new Walk(name, Part.ERRORS).errors(theirErrors, ourErrors);
            } else if (theirErrors != null) {
                new Walk(name, Part.ERRORS).exceptionsDropped(theirErrors);
            } else if (ourErrors != null) {
                new Walk(name, Part.ERRORS).exceptionsAdded(ourErrors);
            }
        }
    }

    private static String streaming(MethodDescriptor method) {
        return (method.isClientStreaming() ? "stream" : "one message") + " to "
                + (method.isServerStreaming() ? "stream" : "one message");
    }

    /** The way through one message of a method and everything that it contains. */
    private final class Walk {

        private final String method;
        private final Part part;
        private final Set<List<String>> seen = new HashSet<>();

        /** What is still to be compared: a list and no recursion, because a peer says how deep its messages go. */
        private final Deque<Runnable> pending = new ArrayDeque<>();

        /** Our message that belongs to the method alone; null if it is a generated class. */
        private @Nullable Descriptor ofMethod;

        Walk(String method, Part part) {
            this.method = method;
            this.part = part;
        }

        void report(String place, String their, String our, Effect effect, String cure) {
            differences.add(new Difference(method, part, place, their, our, effect, cure));
        }

        /** As {@code report}, of what breaks one way or both; which must be at least one. */
        private void breaks(String place, String their, String our, boolean weRead, boolean theyRead, String cure) {
            Effect effect = weRead ? Effect.OURS_UNREADABLE : theyRead ? Effect.THEIRS_UNREADABLE : Effect.BREAKING;
            report(place, their, our, effect, cure);
        }

        void request(Descriptor their, Descriptor our) {
            all(their, our, ours.isOwn(our) ? field -> method + "(" + field.getJsonName() + ")" : Walk::memberPlace);
        }

        void response(Descriptor their, Descriptor our) {
            if (their.getFields().isEmpty() != our.getFields().isEmpty()) {
                boolean weExpect = their.getFields().isEmpty();
                breaks(
                        method + ".return",
                        resultName(their),
                        resultName(our),
                        !weExpect,
                        weExpect,
                        "a caller that waits for a result would get none; leave the method and add another beside it");
                return;
            }
            all(their, our, ours.isOwn(our) ? field -> method + ".return" : Walk::memberPlace);
        }

        private String resultName(Descriptor response) {
            FieldDescriptor result = response.findFieldByNumber(1);
            return response.getFields().isEmpty()
                    ? "void"
                    : result != null && isResult(result) ? WireTypes.name(result) : response.getName();
        }

        private boolean isResult(FieldDescriptor field) {
            return field.getNumber() == 1
                    && field.getContainingType().getFields().size() == 1;
        }

        void exceptionsAdded(Descriptor our) {
            our.getFields()
                    .forEach(field -> report(
                            method + ".throws(" + field.getJsonName() + ")",
                            NOTHING,
                            WireTypes.name(field),
                            Effect.COMPATIBLE,
                            ""));
        }

        void exceptionsDropped(Descriptor their) {
            their.getFields()
                    .forEach(field -> report(
                            method + ".throws(" + field.getJsonName() + ")",
                            WireTypes.name(field),
                            NOTHING,
                            Effect.NUMBER_NOT_KEPT,
                            reserveCure("exceptions = " + field.getNumber(), "the method")));
            for (ReservedRange range : their.toProto().getReservedRangeList()) {
                unreserved(
                        range.getStart(),
                        their.getName(),
                        reserveCure("exceptions = " + range.getStart(), "the method"));
            }
        }

        private static String memberPlace(FieldDescriptor field) {
            Descriptor message = field.getContainingType();
            return message.getName() + "." + field.getJsonName();
        }

        void errors(Descriptor their, Descriptor our) {
            all(their, our, field -> method + ".throws(" + field.getJsonName() + ")");
        }

        private void all(Descriptor their, Descriptor our, Function<FieldDescriptor, String> place) {
            ofMethod = ours.isOwn(our) ? our : null;
            if (isGone(their, our)) {
                gone(their, our, method + (part == Part.REQUEST ? "()" : ".return"));
                return;
            }
            messages(their, our, place);
            while (!pending.isEmpty()) {
                pending.remove().run();
            }
        }

        private void messages(Descriptor their, Descriptor our, Function<FieldDescriptor, String> place) {
            if (seen.add(List.of(their.getFullName(), our.getFullName()))) {
                pending.add(() -> compare(their, our, place));
            }
        }

        private void compare(Descriptor their, Descriptor our, Function<FieldDescriptor, String> place) {
            Set<FieldDescriptor> moved = moved(their, our, place);
            Set<Integer> numbers = new TreeSet<>();
            their.getFields().forEach(field -> numbers.add(field.getNumber()));
            our.getFields().forEach(field -> numbers.add(field.getNumber()));
            for (int number : numbers) {
                FieldDescriptor theirField = unlessMoved(their.findFieldByNumber(number), moved);
                FieldDescriptor ourField = unlessMoved(our.findFieldByNumber(number), moved);
                if (theirField != null && ourField != null) {
                    fields(theirField, ourField, place.apply(ourField));
                } else if (ourField != null) {
                    added(ourField, their, place.apply(ourField));
                } else if (theirField != null) {
                    removed(theirField, our, place.apply(theirField));
                }
            }
            oneofs(their, our);
            for (ReservedRange range : their.toProto().getReservedRangeList()) {
                unreserved(range.getStart(), range.getEnd() - 1, our);
            }
        }

        /** Tells of the first of the numbers, both ends included, that our message neither reserves nor uses. */
        private void unreserved(int first, int last, Descriptor our) {
            List<int[]> kept = new ArrayList<>();
            our.toProto()
                    .getReservedRangeList()
                    .forEach(range -> kept.add(new int[] {range.getStart(), range.getEnd() - 1}));
            our.getFields().forEach(field -> kept.add(new int[] {field.getNumber(), field.getNumber()}));
            Integer lost = firstLost(first, last, kept);
            if (lost != null) {
                unreserved(lost, our.getName(), reserveCure(lost, our));
            }
        }

        private void unreserved(int number, String place, String cure) {
            report(place, "number " + number + " reserved", "not reserved", Effect.NUMBER_NOT_KEPT, cure);
        }

        /** The first number, from first to last, that is in none of the ranges; null if there is none. */
        private static @Nullable Integer firstLost(int first, int last, List<int[]> ranges) {
            List<int[]> ascending = new ArrayList<>(ranges);
            ascending.sort(Comparator.comparingInt(range -> range[0]));
            int number = first;
            for (int[] range : ascending) {
                if (range[0] <= number && number <= range[1]) {
                    if (range[1] >= last) {
                        return null;
                    }
                    number = range[1] + 1;
                }
            }
            return number;
        }

        private static @Nullable FieldDescriptor unlessMoved(
                @Nullable FieldDescriptor field, Set<FieldDescriptor> moved) {
            return field == null || moved.contains(field) ? null : field;
        }

        /**
         * The fields of both sides whose names stand at other numbers on the other side: positions shifted. Where a
         * reader reserves the old number the new one was chosen on purpose: it takes the one for nothing else.
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
                    report(
                            place.apply(field),
                            "number " + same.getNumber(),
                            "number " + field.getNumber(),
                            Effect.BREAKING,
                            "what is meant for one would arrive as another; keep the number by @RpcField("
                                    + same.getNumber() + "), add new members at the end, and reserve the numbers of"
                                    + " removed ones by @RpcReserved");
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

        private void added(FieldDescriptor our, Descriptor their, String place) {
            String type = WireTypes.name(our);
            if (theirs.isUnion(their) && part != Part.ERRORS) {
                report(
                        place,
                        NOTHING,
                        type,
                        Effect.OURS_UNREADABLE,
                        "a peer that does not know this member cannot read the message; add a method that uses a new"
                                + " sealed type, or update every reader first");
            } else if (our.isRequired()) {
                report(place, NOTHING, type, Effect.THEIRS_UNREADABLE, "a new field cannot be required");
            } else if (their.isReservedNumber(our.getNumber())) {
                report(
                        place,
                        "number " + our.getNumber() + " reserved",
                        type,
                        Effect.NUMBER_NOT_KEPT,
                        "the number had another meaning once; use one that never was in use");
            } else {
                report(place, NOTHING, type, Effect.COMPATIBLE, "");
            }
        }

        private void removed(FieldDescriptor their, Descriptor our, String place) {
            String type = WireTypes.name(their);
            if (ours.isUnion(our) && part != Part.ERRORS) {
                report(
                        place,
                        type,
                        NOTHING,
                        Effect.THEIRS_UNREADABLE,
                        "we could not read a message with this member; keep it until nobody sends it");
            } else if (their.isRequired()) {
                report(place, type, NOTHING, Effect.OURS_UNREADABLE, "a required field cannot be removed");
            } else if (our.isReservedNumber(their.getNumber())) {
                report(place, type, NOTHING, Effect.COMPATIBLE, "");
            } else {
                report(place, type, NOTHING, Effect.NUMBER_NOT_KEPT, reserveCure(their.getNumber(), our));
            }
        }

        private String reserveCure(int number, Descriptor our) {
            boolean root = our == ofMethod;
            return reserveCure(
                    (root && part == Part.ERRORS ? "exceptions = " : "") + number, root ? "the method" : our.getName());
        }

        private static String reserveCure(String number, String where) {
            return "keep its number from being used for something else by @RpcReserved(" + number + ") on " + where;
        }

        private void fields(FieldDescriptor their, FieldDescriptor our, String place) {
            boolean weRead = reads(their, our);
            boolean theyRead = reads(our, their);
            if (!weRead || !theyRead) {
                breaks(place, WireTypes.name(their), WireTypes.name(our), weRead, theyRead, typeCure(their, our));
                return;
            }
            if (!their.getJsonName().equals(our.getJsonName())) {
                report(
                        place,
                        "called " + their.getJsonName(),
                        "called " + our.getJsonName(),
                        Effect.COMPATIBLE,
                        "names do not travel; if it is not the same thing, give it a number that never was in use");
            }
            if (isMessage(their) && isGone(their.getMessageType(), our.getMessageType())) {
                gone(their.getMessageType(), our.getMessageType(), place);
                return;
            }
            if (isMessage(their)) {
                messages(
                        their.getMessageType(),
                        our.getMessageType(),
                        our.isMapField() || their.isMapField()
                                ? entry -> place + "." + entry.getJsonName()
                                : Walk::memberPlace);
                return;
            }
            if (their.getType() == FieldDescriptor.Type.ENUM && our.getType() == FieldDescriptor.Type.ENUM) {
                enums(their.getEnumType(), our.getEnumType());
            } else if (their.getType() != our.getType()) {
                report(place, WireTypes.name(their), WireTypes.name(our), Effect.COMPATIBLE, "");
            }
            if (their.hasPresence() != our.hasPresence() && !our.isRepeated()) {
                report(place, presence(their), presence(our), Effect.COMPATIBLE, "");
            }
        }

        /** Whether nothing but its name is left of a message, because the file that it was imported from is gone. */
        private boolean isGone(Descriptor their, Descriptor our) {
            return their.isPlaceholder()
                    && (ours.isOwn(our) || !their.getFullName().equals(our.getFullName()));
        }

        private void gone(Descriptor their, Descriptor our, String place) {
            report(
                    place,
                    their.getName(),
                    our.getName(),
                    Effect.BREAKING,
                    "keep " + their.getName() + " and add a member of the new type at the end");
        }

        private static boolean reads(FieldDescriptor written, FieldDescriptor read) {
            return WireTypes.isReadable(written, read) && (read.isRepeated() || !written.isRepeated());
        }

        private static boolean isMessage(FieldDescriptor field) {
            return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        }

        private static String presence(FieldDescriptor field) {
            return (field.hasPresence() ? "optional " : "") + WireTypes.name(field);
        }

        private static String typeCure(FieldDescriptor their, FieldDescriptor our) {
            String keep = "keep " + WireTypes.name(their) + " and add a member of the new type at the end";
            if (their.isRepeated() != our.isRepeated()) {
                return "where one is expected, only the last of several would be read; " + keep;
            }
            if (WireTypes.isReadable(their, our)) {
                return "not every " + WireTypes.name(our) + " is one of " + WireTypes.name(their) + "; " + keep;
            }
            return keep;
        }

        /**
         * A reader of a oneof keeps one member. So all those members that the writer has must exclude each other there
         * too, and to a sealed type's reader there must be one.
         */
        private void oneofs(Descriptor their, Descriptor our) {
            boolean weRead = readsOneofs(their, our, ours);
            boolean theyRead = readsOneofs(our, their, theirs);
            if (!weRead || !theyRead) {
                breaks(
                        our.getName(),
                        choices(their),
                        choices(our),
                        weRead,
                        theyRead,
                        "a oneof holds one of its members; leave it as it was and add what is new beside it");
            }
        }

        private boolean readsOneofs(Descriptor written, Descriptor read, Side reader) {
            for (OneofDescriptor oneof : read.getRealOneofs()) {
                List<FieldDescriptor> shared = new ArrayList<>();
                for (FieldDescriptor member : oneof.getFields()) {
                    FieldDescriptor counterpart = written.findFieldByNumber(member.getNumber());
                    if (counterpart != null) {
                        shared.add(counterpart);
                    }
                }
                boolean exclusive = shared.size() < 2
                        || shared.stream()
                                                .map(FieldDescriptor::getRealContainingOneof)
                                                .distinct()
                                                .count()
                                        == 1
                                && shared.get(0).getRealContainingOneof() != null;
                if (!exclusive) {
                    return false;
                }
            }
            return part == Part.ERRORS
                    || !reader.isUnion(read)
                    || written.getRealOneofs().size() == 1
                            && written.getRealOneofs().get(0).getFieldCount()
                                    == written.getFields().size();
        }

        private static String choices(Descriptor message) {
            return message.getRealOneofs().isEmpty()
                    ? "no oneof"
                    : String.join(
                            ", ",
                            message.getRealOneofs().stream()
                                    .map(oneof -> "oneof of "
                                            + String.join(
                                                    "|",
                                                    oneof.getFields().stream()
                                                            .map(FieldDescriptor::getJsonName)
                                                            .toList()))
                                    .toList());
        }

        private void enums(EnumDescriptor their, EnumDescriptor our) {
            if (!seen.add(List.of(their.getFullName(), our.getFullName()))) {
                return;
            }
            Map<String, Integer> theirNumbers = new LinkedHashMap<>();
            their.getValues().forEach(value -> theirNumbers.put(constant(value), value.getNumber()));
            Map<String, Integer> ourNumbers = new LinkedHashMap<>();
            our.getValues().forEach(value -> ourNumbers.put(constant(value), value.getNumber()));
            Set<Integer> numbers = new TreeSet<>(theirNumbers.values());
            numbers.addAll(ourNumbers.values());
            for (int number : numbers) {
                EnumValueDescriptor theirValue = their.findValueByNumber(number);
                EnumValueDescriptor ourValue = our.findValueByNumber(number);
                Integer before = ourValue == null ? null : theirNumbers.get(constant(ourValue));
                boolean theirsMoved =
                        theirValue != null && ourNumbers.getOrDefault(constant(theirValue), number) != number;
                if (ourValue != null && before != null && before != number) {
                    report(
                            our.getName() + "." + constant(ourValue),
                            "number " + before,
                            "number " + number,
                            Effect.BREAKING,
                            "what is meant for one would arrive as another; keep the number by @RpcField(" + before
                                    + "), add new constants at the end, and reserve the numbers of removed ones by"
                                    + " @RpcReserved");
                } else if (ourValue != null && (theirValue == null || theirsMoved)) {
                    constantAdded(ourValue, their);
                } else if (theirValue != null && !theirsMoved && ourValue == null) {
                    constantRemoved(theirValue, our);
                } else if (theirValue != null
                        && ourValue != null
                        && !constant(theirValue).equals(constant(ourValue))) {
                    report(
                            our.getName() + "." + constant(ourValue),
                            "called " + constant(theirValue),
                            "called " + constant(ourValue),
                            Effect.COMPATIBLE,
                            "names do not travel; if it is not the same thing, give it a number that never was in use");
                }
            }
            List<int[]> kept = new ArrayList<>();
            our.toProto()
                    .getReservedRangeList()
                    .forEach(range -> kept.add(new int[] {range.getStart(), range.getEnd()}));
            ourNumbers.values().forEach(number -> kept.add(new int[] {number, number}));
            for (EnumReservedRange range : their.toProto().getReservedRangeList()) {
                Integer lost = firstLost(range.getStart(), range.getEnd(), kept);
                if (lost != null) {
                    unreserved(lost, our.getName(), reserveCure(String.valueOf(lost), our.getName()));
                }
            }
            String theirDefault = defaultName(theirs.enumDefault(their));
            String ourDefault = defaultName(ours.enumDefault(our));
            if (!theirDefault.equals(ourDefault)) {
                report(our.getName(), theirDefault, ourDefault, Effect.COMPATIBLE, "");
            }
        }

        private static String defaultName(@Nullable EnumValueDescriptor value) {
            return value == null ? "no default" : "default " + constant(value);
        }

        private void constantAdded(EnumValueDescriptor our, EnumDescriptor their) {
            String place = our.getType().getName() + "." + constant(our);
            String number = "number " + our.getNumber();
            if (!theirs.isOpen(their)) {
                report(
                        place,
                        NOTHING,
                        number,
                        Effect.OURS_UNREADABLE,
                        "a peer without it fails on it; first mark a constant with @RpcEnumDefault and bring that to"
                                + " every peer, then add this one");
            } else if (their.isReservedNumber(our.getNumber())) {
                report(
                        place,
                        number + " reserved",
                        number,
                        Effect.NUMBER_NOT_KEPT,
                        "the number had another meaning once; use one that never was in use");
            } else {
                report(place, NOTHING, number, Effect.COMPATIBLE, "");
            }
        }

        private void constantRemoved(EnumValueDescriptor their, EnumDescriptor our) {
            String place = our.getName() + "." + constant(their);
            String number = "number " + their.getNumber();
            if (!ours.isOpen(our)) {
                report(
                        place,
                        number,
                        NOTHING,
                        Effect.THEIRS_UNREADABLE,
                        "we fail on it; keep it until nobody sends it, or mark another with @RpcEnumDefault");
            } else if (our.isReservedNumber(their.getNumber())) {
                report(place, number, NOTHING, Effect.COMPATIBLE, "");
            } else {
                report(
                        place,
                        number,
                        NOTHING,
                        Effect.NUMBER_NOT_KEPT,
                        reserveCure(String.valueOf(their.getNumber()), our.getName()));
            }
        }

        /** {@code GREEN} of {@code COLOR_GREEN}: what stands before UNSPECIFIED stands before each. */
        private static String constant(EnumValueDescriptor value) {
            EnumValueDescriptor zero = value.getType().findValueByNumber(0);
            String prefix = zero != null && zero.getName().endsWith("UNSPECIFIED")
                    ? zero.getName().substring(0, zero.getName().length() - "UNSPECIFIED".length())
                    : "";
            return value.getName().startsWith(prefix) ? value.getName().substring(prefix.length()) : value.getName();
        }
    }
}
