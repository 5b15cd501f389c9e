package io.rpcboot.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Writes the Java source of a service and of the types that it uses: every row of the mapping table, in any
 * combination. One seed, one source.
 */
final class ContractSource {

    static final String PACKAGE = "io.rpcboot.generated";

    private static final List<String> PRIMITIVES =
            List.of("boolean", "byte", "short", "char", "int", "long", "float", "double");

    /** What may be the key of a map. */
    private static final List<String> KEYS = List.of(
            "String",
            "String",
            "String",
            "Integer",
            "Long",
            "Boolean",
            "Byte",
            "Short",
            "Character",
            "Float",
            "Double",
            "java.util.UUID",
            "java.net.URI",
            "java.math.BigInteger",
            "java.math.BigDecimal",
            "java.util.Currency",
            "java.util.Locale",
            "java.util.Date",
            "java.time.Instant",
            "java.time.Duration",
            "java.time.LocalDate",
            "java.time.LocalTime",
            "java.time.LocalDateTime",
            "java.time.OffsetDateTime",
            "java.time.OffsetTime",
            "java.time.ZonedDateTime",
            "java.time.Year",
            "java.time.YearMonth",
            "java.time.MonthDay",
            "java.time.Period",
            "java.time.ZoneId",
            "java.time.ZoneOffset",
            "java.nio.ByteBuffer",
            "com.google.protobuf.ByteString",
            "io.rpcboot.testproto.ProtoUser");

    private static final List<String> OPTIONALS =
            List.of("java.util.OptionalInt", "java.util.OptionalLong", "java.util.OptionalDouble");

    /** Awkward on purpose: acronyms, digits, letters that protobuf has not, two that are the same in snake_case. */
    private static final List<String> NAMES = List.of(
            "id", "userId", "userID", "user_id", "aURL", "x2y", "größe", "名", "kind", "key", "value", "items",
            "result");

    private static final int LAST_NUMBER = (1 << 29) - 1;

    private enum Place {
        /** A component, property or parameter: anything. */
        FIELD,
        /** Within a collection or a type argument: no primitives, no Optional. */
        ELEMENT,
        /** An element of a set or the key of a map: no arrays, which are equal to no other. */
        KEY
    }

    private final Random random;
    private final String name;
    private final StringBuilder out = new StringBuilder();
    private final int enums;
    private final int records;
    private final int generics;
    private final int beans;
    private final int unions;

    private ContractSource(String name, long seed) {
        this.name = name;
        random = new Random(seed);
        enums = 1 + random.nextInt(2);
        records = 2 + random.nextInt(4);
        generics = random.nextInt(3);
        beans = random.nextInt(3);
        unions = random.nextInt(3);
    }

    static String of(String name, long seed) {
        return new ContractSource(name, seed).write();
    }

    private String write() {
        line("package " + PACKAGE + ";");
        line("import io.rpcboot.RpcField;");
        line("public interface " + name + " {");
        int methods = 1 + random.nextInt(2);
        for (int i = 0; i < methods; i++) {
            line("  " + result() + " call" + i + "(" + parameters() + ");");
        }
        for (int i = 0; i < enums; i++) {
            enumeration(i);
        }
        for (int i = 0; i < records; i++) {
            line("  record R" + i + "(" + components(random.nextInt(7), null, Integer.MAX_VALUE) + ") {}");
        }
        for (int i = 0; i < generics; i++) {
            generic(i);
        }
        for (int i = 0; i < beans; i++) {
            bean(i);
        }
        unions();
        line("}");
        return out.toString();
    }

    private void line(String text) {
        out.append(text).append('\n');
    }

    private String result() {
        return switch (random.nextInt(8)) {
            case 0 -> "void";
            case 1 -> "java.util.concurrent.CompletableFuture<" + type(Place.ELEMENT, 3) + ">";
            case 2 -> "io.rpcboot.testproto.ProtoUser";
            default -> type(Place.FIELD, 3);
        };
    }

    private String parameters() {
        int count = random.nextInt(5);
        List<String> names = names(count);
        List<String> pins = pins(count, random.nextInt(4) == 0);
        List<String> parameters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean varargs = i == count - 1 && random.nextInt(4) == 0;
            parameters.add(pins.get(i)
                    + type(varargs ? Place.ELEMENT : Place.FIELD, 3)
                    + (varargs ? "... " : " ")
                    + names.get(i));
        }
        return String.join(", ", parameters);
    }

    private List<String> names(int count) {
        List<String> names = new ArrayList<>(NAMES);
        for (int i = 0; i < count; i++) {
            names.add("field" + i);
        }
        Collections.shuffle(names, random);
        return names.subList(0, count);
    }

    /** Annotations: none, of some, or of all. Pinned numbers lie beyond the positions. */
    private List<String> pins(int count, boolean all) {
        List<Integer> numbers = new ArrayList<>(List.of(15, 16, 255, 256, 2047, 2048, 18_999, 20_000, LAST_NUMBER));
        for (int i = 0; i < count; i++) {
            numbers.add(300 + random.nextInt(1000) * count + i);
        }
        Collections.shuffle(numbers, random);
        boolean some = random.nextInt(3) == 0;
        List<String> pins = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            pins.add(all || some && random.nextBoolean() ? "@RpcField(" + numbers.get(i) + ") " : "");
        }
        return pins;
    }

    private void enumeration(int index) {
        int count = 1 + random.nextInt(4);
        List<String> pins = pins(count, false);
        int unknown = random.nextInt(count * 2);
        List<String> constants = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            constants.add(pins.get(i) + (i == unknown ? "@io.rpcboot.RpcEnumDefault " : "") + "C" + i
                    + (random.nextInt(8) == 0 ? " { @Override public String toString() { return \"own\"; } }" : ""));
        }
        line("  enum E" + index + " { " + String.join(", ", constants) + " }");
    }

    /**
     * Components of a record.
     *
     * @param variable the type variable that they may use
     * @param after generic records beyond this one may be used with the variable
     */
    private String components(int count, String variable, int after) {
        List<String> names = names(count);
        List<String> pins = pins(count, random.nextInt(4) == 0);
        List<String> components = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            components.add(pins.get(i)
                    + (variable != null && random.nextBoolean() ? open(variable, after) : type(Place.FIELD, 2))
                    + " "
                    + names.get(i));
        }
        return String.join(", ", components);
    }

    /** A type that has a variable in it. */
    private String open(String variable, int after) {
        int roll = random.nextInt(after + 1 < generics ? 8 : 7);
        return switch (roll) {
            case 0 -> "java.util.List<" + variable + ">";
            case 1 -> "java.util.Map<String, " + variable + ">";
            case 2 -> variable + "[]";
            case 3 -> "G" + after + "<" + variable + ">";
            case 4 -> "java.util.List<java.util.List<" + variable + ">>";
            case 7 -> "G" + (after + 1) + "<" + variable + ">";
            default -> variable;
        };
    }

    private void generic(int index) {
        line("  record G" + index + "<T>(" + components(1 + random.nextInt(4), "T", index) + ") {}");
    }

    private void bean(int index) {
        int form = random.nextInt(3);
        if (form == 0) {
            line("  class B" + index + " {" + properties(1 + random.nextInt(5), false, 0, null) + " }");
            return;
        }
        // Inherited properties, all of them numbered; the second way with a type argument.
        String parameter = form == 1 ? "" : "<T>";
        String argument = form == 1 ? "" : "<" + type(Place.ELEMENT, 1) + ">";
        line("  abstract class P" + index + parameter + " {"
                + properties(1 + random.nextInt(2), true, 1, form == 1 ? null : "T") + " }");
        line("  class B" + index + " extends P" + index + argument + " {"
                + properties(1 + random.nextInt(2), true, 10, null) + " }");
    }

    private String properties(int count, boolean pinned, int from, String variable) {
        StringBuilder properties = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String type = variable != null && i == 0 ? variable : type(Place.FIELD, 1);
            String field = "p" + (from + i) + "Of";
            String suffix = "P" + (from + i) + "Of";
            boolean chained = random.nextInt(3) == 0;
            properties
                    .append(pinned ? " @RpcField(" + (from + i) + ")" : "")
                    .append(" private " + type + " " + field + ";")
                    .append(" public " + type + (type.equals("boolean") ? " is" : " get") + suffix + "() { return "
                            + field + "; }")
                    .append(" public " + (chained ? "Object" : "void") + " set" + suffix + "(" + type + " value) { "
                            + field + " = value;" + (chained ? " return this;" : "") + " }");
        }
        return properties.toString();
    }

    /** U0 is perhaps an abstract class. U1, if U0 is an interface, perhaps one of its members. */
    private void unions() {
        String parentOfU1 = "";
        for (int i = 0; i < unions; i++) {
            boolean isClass = i == 0 && random.nextInt(4) == 0;
            boolean nested = i == 0 && !isClass && unions > 1 && random.nextBoolean();
            List<String> members = new ArrayList<>();
            List<String> pins = pins(4, false);
            int count = 1 + random.nextInt(3);
            for (int j = 0; j < count; j++) {
                String member = "U" + i + "M" + j;
                members.add(member);
                line("  " + pins.get(j) + member(member, "U" + i, isClass));
            }
            if (nested) {
                members.add("U1");
                parentOfU1 = " extends U0";
            }
            Collections.shuffle(members, random);
            line("  " + (isClass ? "abstract sealed class U" : "sealed interface U") + i + (i == 1 ? parentOfU1 : "")
                    + " permits " + String.join(", ", members) + " {}");
        }
    }

    private String member(String name, String parent, boolean isClass) {
        if (isClass || random.nextInt(4) == 0) {
            return "final class " + name + (isClass ? " extends " : " implements ") + parent + " {"
                    + properties(1 + random.nextInt(3), false, 0, null) + " }";
        }
        return random.nextInt(4) == 0
                ? "enum " + name + " implements " + parent + " { ONE, TWO }"
                : "record " + name + "(" + components(random.nextInt(3), null, 0) + ") implements " + parent + " {}";
    }

    private String type(Place place, int depth) {
        int roll = random.nextInt(depth <= 0 ? 60 : 100);
        if (roll < 42) {
            return scalar(place);
        }
        if (roll < 60) {
            return named(place, depth);
        }
        if (roll < 66) {
            return "java.util.List<" + type(Place.ELEMENT, depth - 1) + ">";
        }
        if (roll < 70) {
            return "java.util.Set<" + type(Place.KEY, depth - 1) + ">";
        }
        if (roll < 73) {
            return "java.util.Collection<" + type(Place.ELEMENT, depth - 1) + ">";
        }
        if (roll < 83) {
            return "java.util.Map<" + type(Place.KEY, depth - 1) + ", " + type(Place.ELEMENT, depth - 1) + ">";
        }
        if (roll < 86) {
            return "java.util.Map<String, Object>";
        }
        if (roll < 94) {
            return place == Place.KEY
                    ? scalar(place)
                    : (random.nextInt(3) == 0 ? pick(PRIMITIVES) : type(Place.ELEMENT, depth - 1)) + "[]";
        }
        return place == Place.FIELD ? optional(depth) : scalar(place);
    }

    private String optional(int depth) {
        return switch (random.nextInt(3)) {
            case 0 -> pick(OPTIONALS);
            case 1 -> "java.util.Optional<" + pick(KEYS) + ">";
            default -> "java.util.Optional<" + named(Place.ELEMENT, depth) + ">";
        };
    }

    private String scalar(Place place) {
        if (place == Place.FIELD && random.nextInt(3) == 0) {
            return pick(PRIMITIVES);
        }
        return place != Place.KEY && random.nextInt(15) == 0 ? "byte[]" : pick(KEYS);
    }

    private String named(Place place, int depth) {
        int roll = random.nextInt(enums + records + generics + beans + unions);
        if (roll < enums) {
            return "E" + roll;
        }
        roll -= enums;
        if (roll < records) {
            return "R" + roll;
        }
        roll -= records;
        if (roll < generics) {
            // A variable stands for what may lie within a collection.
            return "G" + roll + "<" + type(Place.ELEMENT, Math.max(0, depth - 1)) + ">";
        }
        roll -= generics;
        return roll < beans ? "B" + roll : "U" + (roll - beans);
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }
}
