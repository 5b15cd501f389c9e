package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcEnumDefault;
import io.rpcboot.RpcReserved;
import io.rpcboot.testproto.ProtoUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractAssertTest {

    @TempDir
    Path directory;

    interface First {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id);

            User save(User user);

            void forget(long id);

            record User(long id, String name, String age, Color color) {}

            enum Color {
                RED,
                GREEN
            }
        }
    }

    interface Compatible {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id, boolean deep);

            User save(User user);

            void forget(long id);

            void added();

            record User(long id, String name, String age, Color color, String city) {}

            enum Color {
                RED,
                @RpcEnumDefault
                GREEN
            }
        }
    }

    interface Breaking {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id);

            User save(User user);

            record User(long id, String name, int age, Color color) {}

            enum Color {
                RED,
                GREEN,
                BLUE
            }
        }
    }

    interface Removed {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id);

            User save(User user);

            void forget(long id);

            record User(long id, String name, String age) {}
        }
    }

    interface Reserved {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id);

            User save(User user);

            void forget(long id);

            @RpcReserved(4)
            record User(long id, String name, String age) {}
        }
    }

    interface Reused {
        @RpcContract(name = "com.acme.FriendService")
        interface FriendService {
            User find(long id);

            User save(User user);

            void forget(long id);

            record User(long id, String name, String age, String city) {}
        }
    }

    private static ContractAssert check(boolean ci, Class<?>... contracts) {
        return new ContractAssert(List.of(contracts), ci, false);
    }

    private static ContractAssert check(Class<?>... contracts) {
        return check(false, contracts);
    }

    private Path file() {
        return directory.resolve("FriendService.proto");
    }

    @Test
    void theFirstRunWritesTheFileAndTheNextComparesWithIt() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        String written = Files.readString(file());
        assertThat(written)
                .isEqualTo(ContractReader.schema(First.FriendService.class).toText());
        check(true, First.FriendService.class).isCompatibleWith(file());
        assertThat(file()).hasContent(written);
    }

    @Test
    void onCiAMissingFileFails() {
        assertThatThrownBy(() -> check(true, First.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        file() + " is missing; run this test where CI is not set, and commit the file that it writes");
        assertThat(file()).doesNotExist();
    }

    @Test
    void aMissingFileIsToldBehindTheAdviceOnOneThatIsNotCompatible() {
        check(First.FriendService.class).isCompatibleWith(directory);
        assertThatThrownBy(() -> check(true, Breaking.FriendService.class, Shared.S1.class)
                        .isCompatibleWith(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("com.acme.FriendService is not compatible with ")
                .hasMessageEndingWith(
                        "\nIf no peer has the checked-in version any more, delete the file and run the test"
                                + " again.\n" + directory.resolve("com/acme/a/S1.proto")
                                + " is missing; run this test where CI is not set, and commit the file that it writes");
    }

    @Test
    void breakingChangesAreToldAllAtOnceEachWithItsCure() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        String before = Files.readString(file());
        assertThatThrownBy(() -> check(Breaking.FriendService.class).updating().isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessage("com.acme.FriendService is not compatible with " + file() + ":\n"
                        + "  User.age: string in the file, int32 in Java; old and new peers could not read each other"
                        + " (find, save)\n"
                        + "    cure: keep string and add a member of the new type at the end\n"
                        + "  Color.BLUE: nothing in the file, number 3 in Java; old peers could not read what new ones"
                        + " write (find, save)\n"
                        + "    cure: a peer without it fails on it; first mark a constant with @RpcEnumDefault and bring"
                        + " that to every peer, then add this one\n"
                        + "  FriendService.forget: a method in the file, nothing in Java; old and new peers could not"
                        + " read each other (forget)\n"
                        + "    cure: calls to it would end with UNIMPLEMENTED; keep the method, or give it its old name"
                        + " by @RpcMethod(name = \"forget\")\n"
                        + "If no peer has the checked-in version any more, delete the file and run the test again.");
        assertThat(file()).hasContent(before);
    }

    @Test
    void aCompatibleChangePassesAndIsWrittenOnRequestOnly() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        String before = Files.readString(file());
        check(Compatible.FriendService.class).isCompatibleWith(file());
        assertThat(file()).hasContent(before);
        check(Compatible.FriendService.class).updating().isCompatibleWith(file());
        assertThat(Files.readString(file()))
                .isEqualTo(ContractReader.schema(Compatible.FriendService.class).toText());
    }

    @Test
    void aRemovedFieldMustBeReserved() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        assertThatThrownBy(() -> check(Removed.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("  User.color: Color in the file, nothing in Java (find, save)\n"
                        + "    cure: keep its number from being used for something else by @RpcReserved(4) on User\n");
        check(Reserved.FriendService.class).updating().isCompatibleWith(file());
        assertThatThrownBy(() -> check(Reused.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("  User.city: number 4 reserved in the file, string in Java (find, save)\n"
                        + "    cure: the number had another meaning once; use one that never was in use\n");
    }

    @Test
    void formattingAndCommentsDoNotCount() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        String edited = Files.readString(file())
                .replace("  ", "      ")
                .replace("\n", "\n\n")
                .replace("message User", "// ours\nmessage User");
        Files.writeString(file(), edited);
        check(First.FriendService.class).updating().isCompatibleWith(file());
        assertThat(Files.readString(file())).isEqualTo(edited);
    }

    @Test
    void aFileThatCannotBeReadIsToldWithItsLine() throws IOException {
        Files.writeString(file(), "syntax = \"proto3\";\nservice A {\n  rpc b(C) return (D);\n}\n");
        assertThatThrownBy(() -> check(First.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessage(file() + ":3: expected 'returns', found 'return'");
        Files.writeString(file(), "syntax = \"proto3\";\nservice A {\n  rpc b(C) returns (D);\n}\n");
        assertThatThrownBy(() -> check(First.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(file() + ": ")
                .hasMessageContaining("\"C\"");
        Files.writeString(file(), "syntax = \"proto3\";\nservice A {}\n");
        assertThatThrownBy(() -> check(First.FriendService.class).isCompatibleWith(file()))
                .isInstanceOf(AssertionError.class)
                .hasMessage(file() + " holds A and not com.acme.FriendService; give each contract a file of its own");
    }

    @RpcContract(name = "com.acme.GroupService")
    interface GroupService {
        First.FriendService.User owner(ProtoUser user);
    }

    @RpcContract(name = "com.acme.GroupService")
    interface WithoutProto {
        First.FriendService.User owner(First.FriendService.User user);
    }

    @Test
    void severalContractsShareADirectory() throws IOException {
        check(First.FriendService.class, GroupService.class).isCompatibleWith(directory);
        assertThat(directory.resolve("com/acme/FriendService.proto")).exists();
        assertThat(directory.resolve("com/acme/GroupService.proto"))
                .content()
                .contains("import \"chat.proto\";\nimport \"com/acme/shared.proto\";\n");
        assertThat(directory.resolve("com/acme/shared.proto")).content().contains("message User {");
        assertThatCode(() -> check(true, First.FriendService.class, GroupService.class)
                        .isCompatibleWith(directory))
                .doesNotThrowAnyException();
        assertThatThrownBy(() ->
                        check(Breaking.FriendService.class, GroupService.class).isCompatibleWith(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("  User.age: string in the file, int32 in Java;");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        check(First.FriendService.class, GroupService.class).isCompatibleWith(file()))
                .withMessage(file() + " is one file for 2 contracts; name a directory, in which each gets its own");
    }

    @Test
    void aFileInItsPackagesDirectoryFindsWhatItImports() {
        check(First.FriendService.class, GroupService.class).isCompatibleWith(directory);
        check(true, GroupService.class).isCompatibleWith(directory.resolve("com/acme/GroupService.proto"));
    }

    @Test
    void anImportThatTheContractNoLongerUsesIsNoHindrance() {
        Path file = directory.resolve("GroupService.proto");
        check(GroupService.class).isCompatibleWith(file);
        assertThatThrownBy(() -> check(WithoutProto.class).isCompatibleWith(file))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("com.acme.GroupService is not compatible with " + file + ":\n"
                        + "  owner(): ProtoUser in the file, OwnerRequest in Java; old and new peers could not read each"
                        + " other (owner)\n");
    }

    @Test
    void theEnvironmentSaysWhetherThisIsCi() {
        for (String ci : List.of("true", "1", "jenkins")) {
            assertThatThrownBy(() -> ContractAssert.of(List.of(First.FriendService.class), ci, null)
                            .isCompatibleWith(file()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(file() + " is missing; ");
        }
        for (String none : new String[] {null, "", "false", "FALSE"}) {
            Path file = directory.resolve("not-" + none + "-ci.proto");
            ContractAssert.of(List.of(First.FriendService.class), none, null).isCompatibleWith(file);
            assertThat(file).exists();
        }
    }

    @Test
    void aSystemPropertyAsksForAnUpdate() throws IOException {
        check(First.FriendService.class).isCompatibleWith(file());
        String before = Files.readString(file());
        for (String no : new String[] {null, "", "false"}) {
            ContractAssert.of(List.of(Compatible.FriendService.class), null, no).isCompatibleWith(file());
            assertThat(file()).hasContent(before);
        }
        ContractAssert.of(List.of(Compatible.FriendService.class), null, "true").isCompatibleWith(file());
        assertThat(Files.readString(file()))
                .isEqualTo(ContractReader.schema(Compatible.FriendService.class).toText());
    }

    interface Shared {
        @RpcContract(name = "com.acme.a.S1")
        interface S1 {
            U get();
        }

        @RpcContract(name = "com.acme.b.S2")
        interface S2 {
            void put(U u);
        }

        @RpcContract(name = "com.acme.a.S3")
        interface S3 {
            V get();
        }

        @RpcContract(name = "com.acme.b.S4")
        interface S4 {
            void put(V v);
        }

        record U(int age) {}

        record V(int age) {}
    }

    interface SharedLater {
        @RpcContract(name = "com.acme.a.S1")
        interface S1 {
            U get();
        }

        @RpcContract(name = "com.acme.b.S2")
        interface S2 {
            void put(U u);
        }

        record U(String age) {}
    }

    interface SharedRenamed {
        @RpcContract(name = "com.acme.a.S1")
        interface S1 {
            W get();
        }

        @RpcContract(name = "com.acme.b.S2")
        interface S2 {
            void put(W w);
        }

        record W(int age) {}
    }

    private Path shared() {
        return directory.resolve("com/acme/shared.proto");
    }

    @Test
    void aSharedFileThatWasNotCommittedIsMissed() throws IOException {
        check(Shared.S1.class, Shared.S2.class).isCompatibleWith(directory);
        Files.delete(shared());
        Path importing = directory.resolve("com/acme/a/S1.proto");
        for (boolean ci : new boolean[] {true, false}) {
            assertThatThrownBy(() -> check(ci, SharedLater.S1.class, SharedLater.S2.class)
                            .isCompatibleWith(directory))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(shared() + " is missing, which " + importing + " imports: what was in it cannot be"
                            + " compared; restore it from version control, or delete " + importing
                            + " too if no peer has that version any more");
            assertThatThrownBy(() -> check(ci, SharedLater.S1.class).isCompatibleWith(directory))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith(shared() + " is missing, which " + importing + " imports: ");
        }
        assertThat(shared()).doesNotExist();
    }

    @Test
    void onCiASharedFileThatIsNewlyNeededIsMissedToo() {
        check(Shared.S1.class).isCompatibleWith(directory);
        check(Shared.S2.class).isCompatibleWith(directory);
        assertThatThrownBy(() -> check(true, Shared.S1.class, Shared.S2.class).isCompatibleWith(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(shared() + " is missing; run this test where CI is not set");
        check(Shared.S1.class, Shared.S2.class).isCompatibleWith(directory);
        assertThat(directory.resolve("com/acme/a/S1.proto"))
                .content()
                .contains("import \"com/acme/shared.proto\";")
                .doesNotContain("message U {");
    }

    @Test
    void aSharedFileOfOtherContractsIsNotOverwritten() throws IOException {
        check(Shared.S1.class, Shared.S2.class).isCompatibleWith(directory);
        String before = Files.readString(shared());
        assertThatThrownBy(
                        () -> check(Shared.S3.class, Shared.S4.class).updating().isCompatibleWith(directory))
                .isInstanceOf(AssertionError.class)
                .hasMessage(shared() + " holds types of other contracts, which would be lost: com.acme.U; name all"
                        + " contracts of this directory in one call, or delete the file if no other contract imports"
                        + " it");
        assertThat(shared()).hasContent(before);
        assertThat(directory.resolve("com/acme/a/S3.proto")).doesNotExist();
        check(Shared.S1.class, Shared.S2.class, Shared.S3.class, Shared.S4.class)
                .isCompatibleWith(directory);
        assertThat(shared()).content().contains("message U {").contains("message V {");
    }

    @Test
    void aSharedTypeThatTheseContractsHadMayGo() throws IOException {
        check(Shared.S1.class, Shared.S2.class).isCompatibleWith(directory);
        check(SharedRenamed.S1.class, SharedRenamed.S2.class).updating().isCompatibleWith(directory);
        assertThat(shared()).content().contains("message W {").doesNotContain("message U {");
        check(true, SharedRenamed.S1.class, SharedRenamed.S2.class).isCompatibleWith(directory);
    }

    @RpcContract(name = "com.acme.Other")
    interface Other {
        void put(First.FriendService.Color color);
    }

    @RpcContract(name = "com.acme.Alone")
    interface Alone {
        void put(int a);
    }

    @Test
    void aMissingFileIsWrittenWithoutThoseThatAreBehind() throws IOException {
        check(First.FriendService.class).isCompatibleWith(directory);
        Path behind = directory.resolve("com/acme/FriendService.proto");
        String before = Files.readString(behind);
        check(Compatible.FriendService.class, Alone.class).isCompatibleWith(directory);
        assertThat(behind).hasContent(before);
        assertThat(directory.resolve("com/acme/Alone.proto")).exists();
        check(Compatible.FriendService.class, Alone.class).updating().isCompatibleWith(directory);
        assertThat(behind).content().contains("rpc added(");
    }

    @Test
    void anUpdateLeavesFilesAloneThatAreNotBehind() throws IOException {
        check(First.FriendService.class, Alone.class).isCompatibleWith(directory);
        Path alone = directory.resolve("com/acme/Alone.proto");
        Files.writeString(alone, Files.readString(alone) + "// by hand\n");
        check(Compatible.FriendService.class, Alone.class).updating().isCompatibleWith(directory);
        assertThat(alone).content().contains("// by hand");
    }

    @Test
    void aNewContractThatSharesTypesBringsThoseFilesAlongThatMustFit() {
        check(First.FriendService.class).isCompatibleWith(directory);
        check(First.FriendService.class, Other.class).isCompatibleWith(directory);
        assertThat(directory.resolve("com/acme/shared.proto")).content().contains("enum Color {");
        assertThat(directory.resolve("com/acme/FriendService.proto")).content().doesNotContain("enum Color {");
        check(true, First.FriendService.class, Other.class).isCompatibleWith(directory);
    }
}
