package io.rpcboot.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcContract;
import io.rpcboot.testproto.ProtoUser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportProtoTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) {
        return new ExportProto(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @RpcContract(name = "com.acme.A")
    interface A {
        User get();
    }

    @RpcContract(name = "com.acme.B")
    interface B {
        User get(ProtoUser user);
    }

    record User(long id) {}

    interface Refused {
        Object get();
    }

    @Test
    void oneContractIsPrinted() {
        assertThat(run(A.class.getName())).isZero();
        assertThat(out()).isEqualTo(ContractReader.schema(A.class).toText());
        assertThat(err()).isEmpty();
    }

    @Test
    void severalArePrintedWithTheirNames() {
        assertThat(run(A.class.getName(), B.class.getName())).isZero();
        assertThat(out())
                .contains("// ---- com/acme/A.proto\n", "// ---- com/acme/shared.proto\n", "// ---- com/acme/B.proto\n")
                .containsOnlyOnce("message User {");
        assertThat(err()).isEqualTo("Imported as it is, because it was not made from Java: chat.proto\n");
    }

    @Test
    void filesAreWrittenBelowADirectory(@TempDir Path directory) throws Exception {
        Path root = directory.resolve("new");
        assertThat(run("-d", root.toString(), A.class.getName(), B.class.getName()))
                .isZero();
        Path a = root.resolve("com/acme/A.proto");
        assertThat(out().lines())
                .containsExactly(
                        a.toString(),
                        root.resolve("com/acme/shared.proto").toString(),
                        root.resolve("com/acme/B.proto").toString());
        assertThat(Files.readString(a)).contains("import \"com/acme/shared.proto\";");
    }

    @Test
    void whatCannotBeExportedEndsWith1AndSaysWhy(@TempDir Path directory) throws Exception {
        assertThat(run("com.acme.Nowhere")).isEqualTo(1);
        assertThat(err())
                .isEqualTo("There is no class com.acme.Nowhere on the class path; a nested interface is called"
                        + " Outer$Inner.\n");
        err.reset();
        assertThat(run(Refused.class.getName())).isEqualTo(1);
        assertThat(err())
                .isEqualTo("Refused.get().return: java.lang.Object has no protobuf mapping; use a record, or"
                        + " Map<String,Object> for free-form data\n");
        err.reset();
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(run("-d", file.toString(), A.class.getName())).isEqualTo(1);
        assertThat(err()).startsWith("Could not be written: ");
        assertThat(out()).isEmpty();
    }

    @Test
    void misuseEndsWith2AndTheUsage() {
        assertThat(run()).isEqualTo(2);
        assertThat(err()).startsWith("Which interface?\n\nUsage: ");
        err.reset();
        assertThat(run("-x", A.class.getName())).isEqualTo(2);
        assertThat(err()).startsWith("The option -x is not known.\n\nUsage: ");
        err.reset();
        assertThat(run(A.class.getName(), "-d")).isEqualTo(2);
        assertThat(err()).startsWith("-d needs one directory behind it.\n\nUsage: ");
        assertThat(out()).isEmpty();
    }

    @Test
    void helpIsPrintedOnRequest() {
        assertThat(run("--help")).isZero();
        assertThat(out()).startsWith("Usage: java -cp <classes and libraries> io.rpcboot.contract.ExportProto");
    }
}
