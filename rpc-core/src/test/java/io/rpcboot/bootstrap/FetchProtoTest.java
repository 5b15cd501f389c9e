package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.Chat;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchProtoTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private RpcServer server;

    @BeforeEach
    void start() throws IOException {
        Chat bean = (Chat) Proxy.newProxyInstance(
                Chat.class.getClassLoader(), new Class<?>[] {Chat.class}, (proxy, method, arguments) -> null);
        server = serve(Export.of(Chat.class, bean).withGroup("blue").withVersion("2"));
    }

    private static RpcServer serve(Export export) throws IOException {
        return RpcServer.builder()
                .transport(NettyServerTransport.builder()
                        .host("127.0.0.1")
                        .token("secret")
                        .build())
                .export(export)
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private int fetch(String token, String... arguments) {
        return new FetchProto(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        token)
                .run(List.of(arguments));
    }

    private String service(RpcServer server) {
        return "127.0.0.1:" + server.address().getPort() + "/" + Chat.class.getName();
    }

    @Test
    void whatARunningInstanceTellsIsWhatItsInterfaceSays(@TempDir Path directory) throws IOException {
        String expected = ContractReader.schema(Chat.class).toText();

        assertThat(fetch("secret", "rpc://" + service(server) + "?group=blue&version=2"))
                .as(err.toString(StandardCharsets.UTF_8))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(expected).contains("rpc find");

        assertThat(fetch("secret", "-d", directory.toString(), service(server) + "?group=blue&version=2"))
                .isZero();
        assertThat(directory.resolve("io/rpcboot/testing/Chat.proto")).hasContent(expected);
        assertThat(err.size()).isZero();
    }

    @Test
    void whatCannotBeHadIsSaidInOneLine() {
        assertThat(fetch("secret", service(server))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("io.rpcboot.testing.Chat is not exported here; this process exports"
                        + " [io.rpcboot.testing.Chat[group=blue, version=2]]")
                .hasLineCount(1);
        err.reset();

        assertThat(fetch("wrong", service(server))).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("token").hasLineCount(1);
        err.reset();

        assertThat(fetch("", "nowhere/x.Y")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"nowhere\" is not host:port");
        assertThat(out.size()).isZero();
    }

    @Test
    void otherArgumentsThanItTakesGetTheUsage() {
        for (String[] arguments : new String[][] {{}, {"x.Y"}, {"-d", "host:1/x.Y"}, {"host:1/x.Y?colour=blue"}}) {
            assertThat(fetch("", arguments)).isEqualTo(2);
        }
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("Which service?")
                .contains("Usage: java -cp");
        assertThat(fetch("", "--help")).isZero();
    }

    @Test
    void aNameThatLeadsOutOfTheDirectoryIsNotWritten(@TempDir Path directory) throws IOException {
        byte[] descriptor = FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder()
                        .setName("../escaped.proto")
                        .setSyntax("proto3")
                        .addService(com.google.protobuf.DescriptorProtos.ServiceDescriptorProto.newBuilder()
                                .setName("Y")))
                .build()
                .toByteArray();
        ContractReflection hostile = (service, group, version) -> new ContractDescription(1, List.of(), descriptor);
        Path below = Files.createDirectory(directory.resolve("below"));
        try (RpcServer other = serve(Export.of(ContractReflection.class, hostile))) {
            assertThat(fetch("secret", "-d", below.toString(), service(other))).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("\"../escaped.proto\", which is not below");
        assertThat(directory.resolve("escaped.proto")).doesNotExist();
    }

    @Test
    void whatATerminalWouldTakeForACommandIsNotPrinted() throws IOException {
        byte[] descriptor = FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder().setName("y.proto").addDependency("a\u001b[2Jb\u009b2Jc"))
                .build()
                .toByteArray();
        ContractReflection hostile = (service, group, version) -> new ContractDescription(1, List.of(), descriptor);
        try (RpcServer other = serve(Export.of(ContractReflection.class, hostile))) {
            assertThat(fetch("secret", service(other))).isEqualTo(1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("y.proto imports a [2Jb 2Jc, which is not there");
    }
}
