package io.rpcboot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.DescriptorProtos.DescriptorProto.ReservedRange;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcContract;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcField;
import io.rpcboot.RpcReserved;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.schema.Difference.Effect;
import io.rpcboot.schema.Difference.Part;
import io.rpcboot.testproto.ProtoUser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each change as two versions of an interface; the names of the types show which is which. */
class SchemaComparisonTest {

    private static List<Difference> compare(Class<?> theirs, Class<?> ours) {
        return SchemaComparison.compare(
                ContractReader.schema(theirs).file(),
                ContractReader.schema(ours).file());
    }

    /** Without the cures, one line each. */
    private static Stream<String> facts(List<Difference> differences) {
        return differences.stream().map(difference -> difference.describe("there", "here") + " " + difference.effect());
    }

    interface Same {
        @RpcContract(name = "acme.S")
        interface A {
            Node get(long id, List<Node> nodes) throws java.io.IOException;

            record Node(long id, List<Node> children, Map<String, Node> byName) {}
        }

        @RpcContract(name = "acme.S")
        interface B {
            Other get(long id, java.util.Set<Other> nodes) throws java.io.IOException;

            record Other(long id, List<Other> children, Map<String, Other> byName) {}
        }
    }

    @Test
    void theSameWireFormHasNoDifferencesWhateverItsTypesAreCalledAndHoweverTheyRecur() {
        assertThat(compare(Same.A.class, Same.B.class)).isEmpty();
        assertThat(compare(Same.A.class, Same.A.class)).isEmpty();
    }

    interface Fields {
        @RpcContract(name = "acme.S")
        interface A {
            User get(User user);

            record User(
                    int text,
                    int wide,
                    long narrow,
                    int boxed,
                    String bytes,
                    byte[] string,
                    boolean number,
                    List<String> one,
                    int many,
                    String oldName) {}
        }

        @RpcContract(name = "acme.S")
        interface B {
            User get(User user);

            record User(
                    String text,
                    long wide,
                    int narrow,
                    Integer boxed,
                    byte[] bytes,
                    String string,
                    int number,
                    String one,
                    List<Integer> many,
                    String newName,
                    String added) {}
        }
    }

    @Test
    void fieldsAreComparedByNumberAndEachWay() {
        assertThat(facts(compare(Fields.A.class, Fields.B.class)).limit(11))
                .containsExactly(
                        "User.text: int32 there, string here BREAKING",
                        "User.wide: int32 there, int64 here OURS_UNREADABLE",
                        "User.narrow: int64 there, int32 here THEIRS_UNREADABLE",
                        "User.boxed: int32 there, optional int32 here COMPATIBLE",
                        "User.bytes: string there, bytes here OURS_UNREADABLE",
                        "User.string: bytes there, string here THEIRS_UNREADABLE",
                        "User.number: bool there, int32 here OURS_UNREADABLE",
                        "User.one: repeated string there, string here THEIRS_UNREADABLE",
                        "User.many: int32 there, repeated int32 here OURS_UNREADABLE",
                        "User.newName: called oldName there, called newName here COMPATIBLE",
                        "User.added: nothing there, string here COMPATIBLE");
    }

    @Test
    void whoIsHurtDependsOnWhoSends() {
        List<Difference> differences = compare(Fields.A.class, Fields.B.class);
        assertThat(differences)
                .filteredOn(difference -> difference.place().equals("User.wide"))
                .extracting(Difference::part, Difference::breaksCallsToThem, Difference::breaksCallsToUs)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(Part.REQUEST, true, false),
                        org.assertj.core.groups.Tuple.tuple(Part.RESPONSE, false, true));
        assertThat(differences)
                .filteredOn(difference -> difference.place().equals("User.text"))
                .allMatch(Difference::breaksCallsToThem)
                .allMatch(Difference::breaksCallsToUs);
        assertThat(differences)
                .filteredOn(difference -> difference.effect() == Effect.COMPATIBLE)
                .hasSize(6)
                .noneMatch(Difference::isBreaking)
                .noneMatch(Difference::breaksCallsToThem)
                .noneMatch(Difference::breaksCallsToUs);
    }

    interface Shifted {
        @RpcContract(name = "acme.S")
        interface A {
            User get();

            record User(long id, String name, String city) {}
        }

        @RpcContract(name = "acme.S")
        interface Inserted {
            User get();

            record User(long id, String email, String name, String city) {}
        }

        @RpcContract(name = "acme.S")
        interface Removed {
            User get();

            record User(long id, String city) {}
        }

        @RpcContract(name = "acme.S")
        interface Pinned {
            User get();

            record User(long id, @RpcField(3) String city) {}
        }
    }

    @Test
    void aShiftOfPositionsIsFoundByTheNamesThatMoved() {
        assertThat(facts(compare(Shifted.A.class, Shifted.Inserted.class)))
                .containsExactly(
                        "User.name: number 2 there, number 3 here BREAKING",
                        "User.city: number 3 there, number 4 here BREAKING",
                        "User.email: nothing there, string here COMPATIBLE");
        assertThat(facts(compare(Shifted.A.class, Shifted.Removed.class)))
                .containsExactly(
                        "User.city: number 3 there, number 2 here BREAKING",
                        "User.name: string there, nothing here NUMBER_NOT_KEPT");
        assertThat(facts(compare(Shifted.A.class, Shifted.Pinned.class)))
                .containsExactly("User.name: string there, nothing here NUMBER_NOT_KEPT");
    }

    private static FileDescriptor reserving(Class<?> contract, int number) throws DescriptorValidationException {
        FileDescriptorProto.Builder file = ContractReader.schema(contract).toProto().toBuilder();
        file.getMessageTypeBuilderList().stream()
                .filter(message -> message.getName().equals("User"))
                .forEach(message -> message.addReservedRange(
                        ReservedRange.newBuilder().setStart(number).setEnd(number + 1)));
        return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
    }

    @Test
    void removedNumbersAreReservedAndReservedNumbersStayUnused() throws DescriptorValidationException {
        FileDescriptor all = ContractReader.schema(Shifted.A.class).file();
        FileDescriptor reserving = reserving(Shifted.Pinned.class, 2);
        assertThat(facts(SchemaComparison.compare(all, reserving)))
                .containsExactly("User.name: string there, nothing here COMPATIBLE");
        assertThat(facts(SchemaComparison.compare(reserving, all)))
                .containsExactly("User.name: number 2 reserved there, string here NUMBER_NOT_KEPT");
    }

    interface Reservations {
        @RpcContract(name = "acme.S")
        interface A {
            @RpcReserved({2, 3})
            User get(int id);

            @RpcReserved({2, 4})
            record User(long id, Color color) {}

            @RpcReserved({1, 7})
            enum Color {
                RED
            }
        }

        @RpcContract(name = "acme.S")
        interface B {
            User get(int id);

            @RpcReserved(2)
            record User(long id, Color color) {}

            @RpcReserved(1)
            enum Color {
                RED
            }
        }
    }

    @Test
    void aReservedNumberStaysReserved() {
        assertThat(compare(Reservations.A.class, Reservations.B.class))
                .extracting(difference ->
                        difference.describe("there", "here") + " " + difference.effect() + " " + difference.cure())
                .containsExactly(
                        "GetRequest: number 2 reserved there, not reserved here NUMBER_NOT_KEPT keep its number from"
                                + " being used for something else by @RpcReserved(2) on the method",
                        "Color: number 7 reserved there, not reserved here NUMBER_NOT_KEPT keep its number from being"
                                + " used for something else by @RpcReserved(7) on Color",
                        "User: number 4 reserved there, not reserved here NUMBER_NOT_KEPT keep its number from being"
                                + " used for something else by @RpcReserved(4) on User");
        assertThat(compare(Reservations.B.class, Reservations.A.class)).isEmpty();
    }

    interface Renumbered {
        @RpcContract(name = "acme.S")
        interface A {
            U get();

            record U(long id, String age) {}
        }

        @RpcContract(name = "acme.S")
        interface B {
            U get();

            @RpcReserved(2)
            record U(long id, int age) {}
        }
    }

    @Test
    void aNameAtAnotherNumberIsNoShiftWhereTheOldNumberIsReserved() {
        assertThat(facts(compare(Renumbered.A.class, Renumbered.B.class)))
                .containsExactly(
                        "U.age: string there, nothing here COMPATIBLE", "U.age: nothing there, int32 here COMPATIBLE");
        assertThat(facts(compare(Renumbered.B.class, Renumbered.A.class)))
                .containsExactly(
                        "U.age: number 2 reserved there, string here NUMBER_NOT_KEPT",
                        "U.age: int32 there, nothing here NUMBER_NOT_KEPT");
    }

    interface Alike {
        interface One {
            record Item(int a) implements Thing {}

            final class NotFound extends Exception {
                NotFound(String message) {
                    super(message);
                }
            }
        }

        interface Two {
            record Item(int a) implements Thing {}

            final class NotFound extends Exception {
                NotFound(String message) {
                    super(message);
                }
            }
        }

        sealed interface Thing permits One.Item, Two.Item {}

        @RpcContract(name = "acme.S")
        interface A {
            Thing get() throws One.NotFound, Two.NotFound;
        }
    }

    @Test
    void membersOfOneSimpleNameAreToldApartByTheClassesAroundThem() {
        FileDescriptor file = ContractReader.schema(Alike.A.class).file();
        assertThat(file.findMessageTypeByName("Thing").getFields())
                .extracting(field -> field.getName() + " " + field.getJsonName())
                .containsExactly("one_item OneItem", "two_item TwoItem");
        assertThat(file.findMessageTypeByName("GetErrors").getFields())
                .extracting(field -> field.getName() + " " + field.getJsonName())
                .containsExactly("one_not_found OneNotFound", "two_not_found TwoNotFound");
        assertThat(compare(Alike.A.class, Alike.A.class)).isEmpty();
    }

    @Test
    void namesThatSeveralFieldsHaveTellOfNoShift() throws DescriptorValidationException {
        FileDescriptor twice = taking("int32 a = 1 [json_name = \"x\"]; int32 b = 2 [json_name = \"x\"];");
        assertThat(SchemaComparison.compare(twice, twice)).isEmpty();
    }

    interface Methods {
        @RpcContract(name = "acme.S")
        interface A {
            void gone();

            void ping();

            int count();

            void find(long id);

            void save(ProtoUser user);
        }

        @RpcContract(name = "acme.S")
        interface B {
            void fresh();

            String ping();

            void count();

            void find(String id, int limit);

            void save(Holder holder);

            record Holder(long id) {}
        }
    }

    @Test
    void methodsTheirParametersAndResults() {
        List<Difference> differences = compare(Methods.A.class, Methods.B.class);
        assertThat(facts(differences))
                .containsExactly(
                        "count.return: int32 there, void here OURS_UNREADABLE",
                        "find(id): int64 there, string here BREAKING",
                        "find(limit): nothing there, int32 here COMPATIBLE",
                        "S.fresh: nothing there, a method here COMPATIBLE",
                        "S.gone: a method there, nothing here BREAKING",
                        "ping.return: void there, string here THEIRS_UNREADABLE",
                        "save(holder): int64 there, Holder here BREAKING",
                        "save(name): string there, nothing here NUMBER_NOT_KEPT",
                        "save(roles): repeated string there, nothing here NUMBER_NOT_KEPT");
        assertThat(differences).extracting(Difference::method).startsWith("count", "find", "find", "fresh", "gone");
    }

    interface Enums {
        @RpcContract(name = "acme.S")
        interface A {
            Color get();

            enum Color {
                RED,
                GREEN,
                BLUE
            }
        }

        @RpcContract(name = "acme.S")
        interface Added {
            Color get();

            enum Color {
                RED,
                GREEN,
                BLUE,
                PINK
            }
        }

        @RpcContract(name = "acme.S")
        interface Reordered {
            Colour get();

            enum Colour {
                RED,
                BLUE,
                GREEN
            }
        }

        @RpcContract(name = "acme.S")
        interface Renamed {
            Color get();

            enum Color {
                CRIMSON,
                GREEN,
                BLUE
            }
        }

        @RpcContract(name = "acme.S")
        interface Defaulted {
            Color get();

            enum Color {
                RED,
                @RpcEnumDefault
                GREEN,
                BLUE
            }
        }
    }

    @Test
    void enumConstantsAreComparedByNumber() {
        assertThat(facts(compare(Enums.A.class, Enums.Added.class)))
                .containsExactly("Color.PINK: nothing there, number 4 here OURS_UNREADABLE");
        assertThat(facts(compare(Enums.Added.class, Enums.A.class)))
                .containsExactly("Color.PINK: number 4 there, nothing here THEIRS_UNREADABLE");
        assertThat(facts(compare(Enums.A.class, Enums.Reordered.class)))
                .containsExactly(
                        "Colour.BLUE: number 3 there, number 2 here BREAKING",
                        "Colour.GREEN: number 2 there, number 3 here BREAKING");
        assertThat(facts(compare(Enums.A.class, Enums.Renamed.class)))
                .containsExactly("Color.CRIMSON: called RED there, called CRIMSON here COMPATIBLE");
    }

    @Test
    void anEnumDefaultOnTheReadersSideMakesNewConstantsCompatible() {
        assertThat(facts(compare(Enums.A.class, Enums.Defaulted.class)))
                .containsExactly("Color: no default there, default GREEN here COMPATIBLE");
        assertThat(facts(compare(Enums.Defaulted.class, Enums.Added.class)))
                .containsExactly(
                        "Color.PINK: nothing there, number 4 here COMPATIBLE",
                        "Color: default GREEN there, no default here COMPATIBLE");
        assertThat(facts(compare(Enums.Added.class, Enums.Defaulted.class)))
                .startsWith("Color.PINK: number 4 there, nothing here NUMBER_NOT_KEPT");
    }

    interface Unions {
        @RpcContract(name = "acme.S")
        interface A {
            Shape get();

            sealed interface Shape {}

            record Circle(double radius) implements Shape {}

            record Square(double side) implements Shape {}
        }

        @RpcContract(name = "acme.S")
        interface Added {
            Shape get();

            sealed interface Shape {}

            record Circle(double radius) implements Shape {}

            record Square(double side) implements Shape {}

            record Star(int rays) implements Shape {}
        }

        @RpcContract(name = "acme.S")
        interface Reordered {
            Shape get();

            sealed interface Shape permits Square, Circle {}

            record Circle(double radius) implements Shape {}

            record Square(double side) implements Shape {}
        }

        @RpcContract(name = "acme.S")
        interface Plain {
            Shape get();

            record Shape(Circle circle, Square square) {}

            record Circle(double radius) {}

            record Square(double side) {}
        }
    }

    @Test
    void sealedTypesAreOneofs() {
        assertThat(facts(compare(Unions.A.class, Unions.Added.class)))
                .containsExactly("Shape.Star: nothing there, Star here OURS_UNREADABLE");
        assertThat(facts(compare(Unions.Added.class, Unions.A.class)))
                .containsExactly("Shape.Star: Star there, nothing here THEIRS_UNREADABLE");
        assertThat(facts(compare(Unions.A.class, Unions.Reordered.class)))
                .containsExactly(
                        "Shape.Square: number 2 there, number 1 here BREAKING",
                        "Shape.Circle: number 1 there, number 2 here BREAKING");
        assertThat(facts(compare(Unions.A.class, Unions.Plain.class)))
                .contains("Shape: oneof of Circle|Square there, no oneof here OURS_UNREADABLE");
        assertThat(facts(compare(Unions.Plain.class, Unions.A.class)))
                .contains("Shape: no oneof there, oneof of Circle|Square here THEIRS_UNREADABLE");
    }

    interface Maps {
        @RpcContract(name = "acme.S")
        interface A {
            void put(Map<String, Integer> a, Map<String, Integer> b);
        }

        @RpcContract(name = "acme.S")
        interface B {
            void put(List<Entry> a, Map<String, String> b);

            record Entry(String key, int value) {}
        }
    }

    @Test
    void aMapIsARepeatedEntry() {
        assertThat(facts(compare(Maps.A.class, Maps.B.class)))
                .containsExactly(
                        "put(a).key: string there, optional string here COMPATIBLE",
                        "put(b).value: int32 there, string here BREAKING");
    }

    static class Broke extends Exception {
        Broke(String message) {
            super(message);
        }
    }

    static class Late extends Exception {
        private final int minutes;

        Late(String message, int minutes) {
            super(message);
            this.minutes = minutes;
        }

        int minutes() {
            return minutes;
        }
    }

    interface Errors {
        @RpcContract(name = "acme.S")
        interface None {
            void pay();
        }

        @RpcContract(name = "acme.S")
        interface One {
            void pay() throws Broke;
        }

        @RpcContract(name = "acme.S")
        interface Two {
            void pay() throws Broke, Late;
        }

        @RpcContract(name = "acme.S")
        interface Swapped {
            void pay() throws Late, Broke;
        }

        @RpcContract(name = "acme.S")
        interface Reserving {
            @RpcReserved(exceptions = {1, 2})
            void pay();
        }
    }

    @Test
    void theLastReservedNumberOfExceptionsStaysReservedToo() {
        assertThat(compare(Errors.Reserving.class, Errors.None.class))
                .extracting(difference ->
                        difference.describe("there", "here") + " " + difference.effect() + " " + difference.cure())
                .containsExactly("PayErrors: number 1 reserved there, not reserved here NUMBER_NOT_KEPT keep its number"
                        + " from being used for something else by @RpcReserved(exceptions = 1) on the method");
        assertThat(compare(Errors.None.class, Errors.Reserving.class)).isEmpty();
    }

    @Test
    void exceptionsMayComeAndGoAndKeepTheirNumbers() {
        assertThat(facts(compare(Errors.None.class, Errors.One.class)))
                .containsExactly("pay.throws(Broke): nothing there, Broke here COMPATIBLE");
        assertThat(facts(compare(Errors.One.class, Errors.None.class)))
                .containsExactly("pay.throws(Broke): Broke there, nothing here NUMBER_NOT_KEPT");
        assertThat(facts(compare(Errors.One.class, Errors.Two.class)))
                .containsExactly("pay.throws(Late): nothing there, Late here COMPATIBLE");
        assertThat(facts(compare(Errors.Two.class, Errors.Swapped.class)))
                .containsExactly(
                        "pay.throws(Late): number 2 there, number 1 here BREAKING",
                        "pay.throws(Broke): number 1 there, number 2 here BREAKING");
    }

    interface Optionals {
        @RpcContract(name = "acme.S")
        interface A {
            void put(Optional<String> a, int[] b);
        }

        @RpcContract(name = "acme.S")
        interface B {
            void put(String a, List<Integer> b);
        }
    }

    @Test
    void whatJavaTellsApartAndTheWireDoesNotIsNoDifference() {
        assertThat(compare(Optionals.A.class, Optionals.B.class)).isEmpty();
    }

    static Stream<Arguments> cures() {
        return Stream.of(
                Arguments.of(
                        Fields.A.class,
                        Fields.B.class,
                        "User.text",
                        "keep int32 and add a member of the new type at the end"),
                Arguments.of(
                        Fields.A.class,
                        Fields.B.class,
                        "User.wide",
                        "not every int64 is one of int32; keep int32 and add a member of the new type at the end"),
                Arguments.of(
                        Fields.A.class,
                        Fields.B.class,
                        "User.one",
                        "where one is expected, only the last of several would be read; keep repeated string and add a"
                                + " member of the new type at the end"),
                Arguments.of(
                        Shifted.A.class,
                        Shifted.Inserted.class,
                        "User.name",
                        "what is meant for one would arrive as another; keep the number by @RpcField(2), add new members"
                                + " at the end, and reserve the numbers of removed ones by @RpcReserved"),
                Arguments.of(
                        Shifted.A.class,
                        Shifted.Removed.class,
                        "User.name",
                        "keep its number from being used for something else by @RpcReserved(2) on User"),
                Arguments.of(
                        Methods.A.class,
                        Methods.B.class,
                        "S.gone",
                        "calls to it would end with UNIMPLEMENTED; keep the method, or give it its old name by"
                                + " @RpcMethod(name = \"gone\")"),
                Arguments.of(
                        Methods.A.class,
                        Methods.B.class,
                        "ping.return",
                        "a caller that waits for a result would get none; leave the method and add another beside it"),
                Arguments.of(
                        Enums.A.class,
                        Enums.Added.class,
                        "Color.PINK",
                        "a peer without it fails on it; first mark a constant with @RpcEnumDefault and bring that to"
                                + " every peer, then add this one"),
                Arguments.of(
                        Unions.A.class,
                        Unions.Added.class,
                        "Shape.Star",
                        "a peer that does not know this member cannot read the message; add a method that uses a new"
                                + " sealed type, or update every reader first"),
                Arguments.of(
                        Unions.A.class,
                        Unions.Plain.class,
                        "Shape",
                        "a oneof holds one of its members; leave it as it was and add what is new beside it"));
    }

    @ParameterizedTest
    @MethodSource("cures")
    void whatBreaksComesWithItsCure(Class<?> theirs, Class<?> ours, String place, String cure) {
        assertThat(compare(theirs, ours))
                .filteredOn(difference -> difference.place().equals(place))
                .isNotEmpty()
                .extracting(Difference::cure)
                .containsOnly(cure);
    }

    /** A service whose only method takes a message of these fields. */
    private static FileDescriptor taking(String fields) throws DescriptorValidationException {
        return FileDescriptor.buildFrom(
                ProtoText.parse(
                        "s.proto",
                        "syntax = \"proto3\"; service S { rpc put(M) returns (Void); } message Void {} message M { "
                                + fields + " }"),
                new FileDescriptor[0]);
    }

    @Test
    void aOneofTakesOneOfTheFieldsThatWereThereBefore() throws DescriptorValidationException {
        FileDescriptor plain = taking("int32 x = 1; int32 y = 2; int32 z = 3;");
        FileDescriptor both = taking("oneof o { int32 x = 1; int32 y = 2; } int32 z = 3;");
        FileDescriptor one = taking("oneof o { int32 x = 1; int32 n = 4; } int32 y = 2; int32 z = 3;");
        assertThat(facts(SchemaComparison.compare(plain, both)))
                .contains("M: no oneof there, oneof of x|y here THEIRS_UNREADABLE");
        assertThat(facts(SchemaComparison.compare(both, plain)))
                .contains("M: oneof of x|y there, no oneof here OURS_UNREADABLE");
        assertThat(SchemaComparison.compare(plain, one)).noneMatch(Difference::isBreaking);
    }

    @Test
    void aSealedTypesReaderNeedsAMember() throws DescriptorValidationException {
        assertThat(facts(SchemaComparison.compare(
                        taking("M m = 1; int32 n = 2;"), taking("oneof kind { M m = 1; int32 n = 2; }"))))
                .contains("M: no oneof there, oneof of m|n here THEIRS_UNREADABLE");
        assertThat(facts(SchemaComparison.compare(taking("M m = 1;"), taking("oneof kind { M m = 1; }"))))
                .containsExactly("M: no oneof there, oneof of m here THEIRS_UNREADABLE");
    }

    @Test
    void requiredFieldsOfProto2StayWhatTheyAre() throws DescriptorValidationException {
        FileDescriptorProto.Builder proto2 =
                taking("optional int32 x = 1;").toProto().toBuilder().setSyntax("proto2");
        proto2.getMessageTypeBuilder(1)
                .clearOneofDecl()
                .setField(
                        0,
                        FieldDescriptorProto.newBuilder()
                                .setName("x")
                                .setNumber(1)
                                .setType(FieldDescriptorProto.Type.TYPE_INT32)
                                .setLabel(FieldDescriptorProto.Label.LABEL_REQUIRED));
        FileDescriptor required = FileDescriptor.buildFrom(proto2.build(), new FileDescriptor[0]);
        assertThat(facts(SchemaComparison.compare(taking(""), required)))
                .containsExactly("put(x): nothing there, int32 here THEIRS_UNREADABLE");
        assertThat(facts(SchemaComparison.compare(required, taking(""))))
                .containsExactly("put(x): int32 there, nothing here OURS_UNREADABLE");
    }

    @Test
    void aFileWithoutAServiceIsRefused() {
        FileDescriptor file = ContractReader.schema(Fields.A.class).file();
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SchemaComparison.compare(ProtoUser.getDescriptor().getFile(), file))
                .withMessage("chat.proto holds 0 services; compare files of one");
    }
}
