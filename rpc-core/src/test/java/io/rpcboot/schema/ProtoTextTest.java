package io.rpcboot.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import io.rpcboot.RpcContract;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcField;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcReserved;
import io.rpcboot.contract.ContractReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProtoTextTest {

    @RpcContract(name = "com.acme.FriendService")
    interface Friends {
        List<User> find(Filter filter, int limit) throws NotFound;

        @RpcMethod(oneway = true)
        void seen(long userID);

        @RpcReserved(1)
        record User(
                String name,
                LocalDate birthday,
                Instant seen,
                Map<String, Integer> scores,
                @RpcField(9) short age) {}

        record Filter(String text, Shape shape, Color color) {}

        sealed interface Shape {}

        record Circle(double radius) implements Shape {}

        record Square(double side) implements Shape {}

        @RpcReserved({2, 3, 4})
        enum Color {
            RED,
            @RpcEnumDefault
            OTHER
        }

        final class NotFound extends Exception {
            NotFound(String message) {
                super(message);
            }
        }
    }

    private static final String OUTER = ProtoTextTest.class.getName() + "$Friends$";

    @Test
    void theTextBeginsWithTheServiceAndGoesOnInTheOrderOfUse() {
        assertThat(ContractReader.schema(Friends.class).toText()).isEqualTo("""
                        // Exported from the Java contract com.acme.FriendService.
                        syntax = "proto3";

                        package com.acme;

                        import "google/protobuf/timestamp.proto";

                        service FriendService {
                          // Throws NotFound: see FindErrors.
                          rpc find(FindRequest) returns (FindResponse);
                          // One-way: callers wait for no response.
                          rpc seen(SeenRequest) returns (SeenResponse);
                        }

                        message FindRequest {
                          Filter filter = 1;
                          int32 limit = 2;
                        }

                        // From record %1$sFilter.
                        message Filter {
                          optional string text = 1;
                          Shape shape = 2;
                          Color color = 3;
                        }

                        // From sealed interface %1$sShape.
                        message Shape {
                          oneof kind {
                            Circle circle = 1 [json_name = "Circle"];
                            Square square = 2 [json_name = "Square"];
                          }
                        }

                        // From record %1$sCircle.
                        message Circle {
                          double radius = 1;
                        }

                        // From record %1$sSquare.
                        message Square {
                          double side = 1;
                        }

                        // From enum %1$sColor.
                        enum Color {
                          reserved 2 to 4;
                          COLOR_UNSPECIFIED = 0;
                          COLOR_RED = 1;
                          COLOR_OTHER = 5;  // @RpcEnumDefault
                        }

                        message FindResponse {
                          repeated User result = 1;
                        }

                        // From record %1$sUser.
                        message User {
                          reserved 1;
                          optional string name = 2;
                          optional string birthday = 3;  // java.time.LocalDate
                          google.protobuf.Timestamp seen = 4;
                          map<string, int32> scores = 5;
                          int32 age = 9;  // short
                        }

                        message FindErrors {
                          oneof kind {
                            NotFound not_found = 1 [json_name = "NotFound"];
                          }
                        }

                        // From exception %1$sNotFound.
                        message NotFound {
                          optional string message = 1;
                        }

                        message SeenRequest {
                          int64 user_id = 1 [json_name = "userID"];
                        }

                        message SeenResponse {}
                        """.formatted(OUTER));
    }

    /** The checked-in file is compiled by protoc in this build, so that protoc accepts what is printed. */
    @Test
    void whateverJavaCallsItProtocTakesIt() throws IOException {
        Path file = Path.of("src/test/protobuf/awkward.proto");
        String text = ContractReader.schema(AwkwardService.class).toText();
        if (Boolean.getBoolean("rpc.contract.update")) {
            Files.writeString(file, text);
        }
        assertThat(text).isEqualTo(Files.readString(file));
    }

    private static FileDescriptor parsed(FileDescriptor original, String text) throws DescriptorValidationException {
        return FileDescriptor.buildFrom(
                ProtoText.parse(original.getName(), text),
                original.getDependencies().toArray(FileDescriptor[]::new));
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void whatIsPrintedIsReadAsTheSame(Class<?> contract) throws DescriptorValidationException {
        FileDescriptor original = ContractReader.schema(contract).file();
        FileDescriptor parsed = parsed(original, ProtoText.print(original));
        assertThat(ProtoText.printPlain(parsed)).isEqualTo(ProtoText.printPlain(original));
        assertThat(SchemaComparison.compare(original, parsed)).isEmpty();
        assertThat(SchemaComparison.compare(parsed, original)).isEmpty();
        for (int i = 0; i < original.getMessageTypeCount(); i++) {
            FileDescriptorProto built = parsed.toProto();
            assertThat(built.getMessageTypeList())
                    .extracting(message -> message.getName())
                    .contains(original.getMessageType(i).getName());
        }
    }

    static Stream<Class<?>> contracts() {
        return Stream.of(Friends.class, AwkwardService.class);
    }

    @Test
    void theHandOfAnEditorChangesNothing() throws DescriptorValidationException {
        FileDescriptor file = ContractReader.schema(Friends.class).file();
        String edited = ProtoText.print(file)
                .replace("\n", "\r\n")
                .replace(" = ", "=")
                .replace("  ", "\t")
                .replace("message Circle", "/* round,\n */ message /**/ Circle")
                .replace(
                        "package com.acme;",
                        "package com.acme;\noption java_package = \"a.b\";\noption (x).y = {a: 1};")
                .replace("int32 limit=2;", "int32 limit = 0x2 [deprecated = true, (x) = {a: [1, 2]}];")
                .replace("returns (SeenResponse);", "returns (SeenResponse) { option idempotency_level = IDEMPOTENT; }")
                .replace("Filter filter=1;", "\n.com.acme.Filter\nfilter\n=\n1\n;;")
                .replace("reserved 1;", "reserved 1; reserved \"id\";");
        assertThat(ProtoText.printPlain(parsed(file, edited)).replace("  reserved \"id\";\n", ""))
                .isEqualTo(ProtoText.printPlain(file));
    }

    @Test
    void stringsHaveAllEscapesOfProtobuf() {
        String name = "\\a\\b\\f\\n\\r\\t\\v\\?\\'\\\"\\\\\\x41\\X4a\\101\\7\\303\\xb6\\u00f6\\U0001F600ö";
        FileDescriptorProto file = ProtoText.parse(
                "a.proto",
                "syntax = 'proto3'; option java_package = '\\n\\x00\\377'; message A { int32 a = 1 [json_name = '"
                        + name + "']; }");
        assertThat(file.getMessageType(0).getField(0).getJsonName())
                .isEqualTo("\u0007\b\f\n\r\t\u000b?'\"\\AJA\u0007öö\uD83D\uDE00ö");
    }

    @Test
    void streamIsAKeywordBeforeATypeAndAliasesStayAllowed() throws DescriptorValidationException {
        String text = "syntax = \"proto3\"; package p; service S { rpc a(stream .p.stream) returns (.p.stream); }"
                + " message stream {} enum E { option allow_alias = true; A = 0; B = 0; option deprecated = true; }";
        FileDescriptor file = FileDescriptor.buildFrom(ProtoText.parse("a.proto", text), new FileDescriptor[0]);
        assertThat(file.getServices().get(0).getMethods().get(0).isClientStreaming())
                .isTrue();
        assertThat(file.getEnumType(0).getOptions().getAllowAlias()).isTrue();
        assertThat(ProtoText.print(file))
                .contains("rpc a(stream .p.stream) returns (.p.stream);", "option allow_alias = true;");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> ProtoText.parse("a.proto", "syntax = 'proto3'; service S { rpc a(stream) returns (A); }"))
                .withMessage("a.proto:1: expected a name, found ')'");
    }

    @Test
    void presenceIsAOneofThatProtocWouldCallTheSame() {
        var message = ProtoText.parse(
                        "a.proto", "syntax = \"proto3\"; message A { int32 _a = 1; optional int32 a = 2; }")
                .getMessageType(0);
        assertThat(message.getOneofDeclList())
                .extracting(oneof -> oneof.getName())
                .containsExactly("X_a");
    }

    static Stream<Arguments> errors() {
        String head = "syntax = \"proto3\";\n";
        return Stream.of(
                Arguments.of("", "a.proto:1: expected 'syntax', found the end"),
                Arguments.of("syntax = \"proto2\";", "a.proto:1: only proto3 is known"),
                Arguments.of(
                        head + "massage A {}",
                        "a.proto:2: expected a message, enum, service, import or option, found 'massage'"),
                Arguments.of(head + "message A {\n  int32 a 1;\n}", "a.proto:3: expected '=', found '1'"),
                Arguments.of(head + "message A {\n  int32 a = b;\n}", "a.proto:3: expected a number, found 'b'"),
                Arguments.of(
                        head + "message A {\n  int32 a = 99999999999;\n}",
                        "a.proto:3: '99999999999' is no number of 32 bits"),
                Arguments.of(head + "message A {\n  int32 a = 1;\n", "a.proto:4: expected a name, found the end"),
                Arguments.of(
                        head + "message A {\n  required int32 a = 1;\n}",
                        "a.proto:3: 'required' is not proto3 as it is read here"),
                Arguments.of(
                        head + "extend A {}",
                        "a.proto:2: expected a message, enum, service, import or option, found 'extend'"),
                Arguments.of(head + "message A {\n  reserved 5 to 4;\n}", "a.proto:3: the range 5 to 4 is empty"),
                Arguments.of(head + "/* never", "a.proto:2: a comment does not end"),
                Arguments.of(head + "import \"a\nb\";", "a.proto:2: a string does not end"),
                Arguments.of(head + "import \"a\\q\";", "a.proto:2: the escape '\\q' is not known"),
                Arguments.of(head + "import \"a\\400\";", "a.proto:2: the escape '\\4' is not known"),
                Arguments.of(head + "import \"a\\u12\";", "a.proto:2: the escape '\\u' is not known"),
                Arguments.of(head + "import \"a\\U00110000\";", "a.proto:2: the escape '\\U' is not known"),
                Arguments.of(head + "import \"a\\xg\";", "a.proto:2: the escape '\\x' is not known"),
                Arguments.of(head + "option a = {", "a.proto:2: expected the end of an option, found the end"),
                Arguments.of(head + "message A {".repeat(40), "a.proto:2: messages are nested more than 32 deep"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void whatIsNotUnderstoodIsToldWithItsLine(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtoText.parse("a.proto", text))
                .withMessage(message);
    }

    @RpcContract(name = "com.acme.chat.Groups")
    interface Groups {
        Friends.User owner(long id);

        Member member(long id) throws Friends.NotFound;

        record Member(Friends.User user, Friends.Color color) {}
    }

    @RpcContract(name = "com.acme.chat.Rooms")
    interface Rooms {
        void member(long id) throws Friends.NotFound;
    }

    @Test
    void whatSeveralServicesUseStandsInAFileThatTheyImport() {
        List<ProtoSchema> schemas = ContractReader.schemas(List.of(Friends.class, Groups.class, Rooms.class));
        FileDescriptor shared = schemas.get(0).files().get(1);
        assertThat(shared.getName()).isEqualTo("com/acme/shared.proto");
        assertThat(shared.getMessageTypes())
                .extracting(message -> message.getFullName())
                .containsExactly("com.acme.User", "com.acme.NotFound");
        assertThat(shared.getEnumTypes()).extracting(type -> type.getFullName()).containsExactly("com.acme.Color");
        assertThat(ProtoText.print(shared))
                .startsWith("// Types that several Java contracts share.\nsyntax = \"proto3\";\n\npackage com.acme;\n");
        assertThat(schemas.get(1).files()).containsExactly(schemas.get(1).file(), shared);
        assertThat(schemas.get(1).toText())
                .contains("package com.acme.chat;\n\nimport \"com/acme/shared.proto\";\n")
                .contains("message Member {\n  com.acme.User user = 1;\n  com.acme.Color color = 2;\n}")
                .doesNotContain("message User");
    }

    @Test
    void namesDifferWithinAPackageAndErrorsAreFoundUnderThem() {
        List<ProtoSchema> schemas = ContractReader.schemas(List.of(Groups.class, Rooms.class));
        assertThat(schemas.get(0).request("member").getName()).isEqualTo("MemberRequest");
        assertThat(schemas.get(1).request("member").getName()).isEqualTo("RoomsMemberRequest");
        assertThat(schemas.get(0).errors("member").getFullName()).isEqualTo("com.acme.chat.MemberErrors");
        assertThat(schemas.get(1).errors("member").getFullName()).isEqualTo("com.acme.chat.RoomsMemberErrors");
        assertThat(schemas.get(0).errors("owner")).isNull();
    }

    static final class Broke extends Exception {
        Broke(String message) {
            super(message);
        }
    }

    static final class Late extends Exception {
        Late(String message) {
            super(message);
        }
    }

    @RpcContract(name = "com.acme.Group")
    interface Group {
        AddErrors add() throws Broke;

        void groupAdd() throws Late;

        RemoveErrors remove(GroupRemoveErrors errors);

        void groupClear() throws Late;

        void clear();

        record AddErrors(int a) {}

        record RemoveErrors(int a) {}

        record GroupRemoveErrors(int a) {}
    }

    @Test
    void noOtherTypeIsTakenForAMethodsErrors() {
        ProtoSchema schema = ContractReader.schema(Group.class);
        assertThat(schema.errors("add").getFields())
                .extracting(field -> field.getJsonName())
                .containsExactly("Broke");
        assertThat(schema.errors("groupAdd").getFields())
                .extracting(field -> field.getJsonName())
                .containsExactly("Late");
        assertThat(schema.errors("remove")).isNull();
        assertThat(schema.errors("clear")).isNull();
    }

    @Test
    void severalFilesCompareAsOneDoes() {
        ProtoSchema alone = ContractReader.schema(Groups.class);
        ProtoSchema together =
                ContractReader.schemas(List.of(Friends.class, Groups.class)).get(1);
        assertThat(SchemaComparison.compare(alone, together)).isEmpty();
    }

    @Test
    void methodsThatDifferInTheCaseOfTheFirstLetterHaveErrorsOfTheirOwn() {
        ProtoSchema schema = ContractReader.schema(AwkwardService.class);
        assertThat(schema.errors("Everything").getName()).isEqualTo("EverythingErrors");
        assertThat(schema.errors("everything").getName()).isEqualTo("Everything_Errors");
        assertThat(schema.errors("everything").getFields()).hasSize(2);
    }
}
