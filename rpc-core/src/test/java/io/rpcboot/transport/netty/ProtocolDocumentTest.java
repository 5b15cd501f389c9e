package io.rpcboot.transport.netty;

import static io.rpcboot.transport.TestMethods.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.netty.buffer.ByteBufUtil;
import io.rpcboot.RpcStatus;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.Metadata;
import io.rpcboot.protocol.Frame;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.protocol.MethodName;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.TestDispatcher;
import io.rpcboot.transport.TestMethods;
import java.io.DataInputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whoever writes a client from docs/protocol.md alone must find each byte of it true. */
class ProtocolDocumentTest {

    private static final Pattern EXAMPLE = Pattern.compile("```hex (.*)\n((?s:.*?))```");
    private static final Pattern BYTES = Pattern.compile("((?:[0-9a-f]{2} )*[0-9a-f]{2})  .*");
    private static final MethodName NAME = new MethodName(TestMethods.SERVICE, "echo");

    private final Map<String, byte[]> examples = examples();

    private static Map<String, byte[]> examples() {
        try {
            Matcher blocks = EXAMPLE.matcher(Files.readString(Path.of("../docs/protocol.md")));
            Map<String, byte[]> examples = new LinkedHashMap<>();
            while (blocks.find()) {
                StringBuilder hex = new StringBuilder();
                blocks.group(2).lines().forEach(line -> {
                    Matcher bytes = BYTES.matcher(line + "  ");
                    assertThat(bytes.matches()).as(line).isTrue();
                    hex.append(bytes.group(1).replace(" ", ""));
                });
                examples.put(blocks.group(1), ByteBufUtil.decodeHexDump(hex));
            }
            return examples;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void everyExampleIsWhatTheCodecsWriteAndRead() {
        Map<String, Frame> frames = new LinkedHashMap<>();
        frames.put("HELLO of a client", new Hello(1, 1, 0, 65_536, 4 << 20, 0, 0, "client", ""));
        frames.put("HELLO of a server", new Hello(1, 1, 0, 65_536, 4 << 20, 10_000, 0, "server-1", ""));
        frames.put("METHOD", new Method(0, NAME));
        frames.put("REQUEST", new Request(1, true, false, 0, null, 3_000, null, -1));
        frames.put(
                "REQUEST by name, with metadata",
                new Request(2, true, false, -1, NAME, 0, new Metadata().add("user", "张三"), -1));
        frames.put("RESPONSE", new Response(1, 0, false, null, null, null, null, null));
        frames.put(
                "RESPONSE of a failure",
                new Response(
                        3,
                        12,
                        true,
                        "test.Echo[group=g, version=1]/none is not exported here",
                        null,
                        null,
                        null,
                        null));
        frames.put("CANCEL", new Cancel(1, 4, "late"));
        frames.put("REQUEST that goes on in DATA", new Request(4, false, false, 0, null, 0, null, 5));
        frames.put("DATA that ends it", new Data(4, true, -1));
        frames.put("DATA that begins a response", new Data(4, false, 5));
        frames.put("PING", new Ping(42));
        frames.put("PONG", new Pong(42));
        frames.put("GOAWAY", new GoAway(7, 0, "shutting down"));
        Map<String, String> bodies = Map.of(
                "REQUEST", "hello",
                "REQUEST by name, with metadata", "\u0001\u0002\u0003\u0004",
                "RESPONSE", "hello",
                "REQUEST that goes on in DATA", "hel",
                "DATA that ends it", "lo",
                "DATA that begins a response", "he");

        assertThat(examples.keySet()).containsExactlyElementsOf(frames.keySet());
        frames.forEach((name, frame) -> {
            byte[] body = bodies.getOrDefault(name, "").getBytes(StandardCharsets.UTF_8);
            assertThat(ByteBufUtil.hexDump(examples.get(name)))
                    .as("the bytes of " + name)
                    .isEqualTo(ByteBufUtil.hexDump(Frames.encode(frame, body)));
            List<WithBody> read = Frames.decodeAll(examples.get(name));
            assertThat(read).as(name).hasSize(1);
            assertThat(read.get(0).frame().toString()).as(name).isEqualTo(frame.toString());
            assertThat(read.get(0).body()).as(name).isEqualTo(body);
        });
    }

    @Test
    void theConversationIsWhatARealServerSays() throws Exception {
        TestDispatcher dispatcher = new TestDispatcher().on(ECHO, (call, reply) -> {
            reply.onMessage(call.message());
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        RunningServer server = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .build()
                .start(dispatcher);
        String document = Files.readString(Path.of("../docs/protocol.md"));
        Matcher lines = Pattern.compile("\\| ([<>]) \\| ([^|]*) \\| ([^|]*)\\|").matcher(document);
        int received = 0;
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.setSoTimeout(20_000);
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (lines.find()) {
                byte[] example = examples.get(lines.group(2)).clone();
                if (lines.group(1).equals(">")) {
                    socket.getOutputStream().write(example);
                } else {
                    Matcher stream = Pattern.compile("on stream (\\d+)").matcher(lines.group(3));
                    if (stream.find()) {
                        example[8] = Byte.parseByte(stream.group(1));
                    }
                    byte[] answer = new byte[example.length];
                    in.readFully(answer);
                    assertThat(ByteBufUtil.hexDump(answer)).as(lines.group(2)).isEqualTo(ByteBufUtil.hexDump(example));
                    received++;
                }
            }
        } finally {
            server.shutdown(Duration.ZERO);
        }
        assertThat(received).isEqualTo(4);
    }

    @Test
    void theServiceThatTellsContractsIsDeclaredAsItIs() throws Exception {
        String document = Files.readString(Path.of("../docs/protocol.md"));
        for (Descriptor message :
                ContractReader.schema(ContractReflection.class).file().getMessageTypes()) {
            Matcher declared = Pattern.compile("message " + message.getName() + " \\{\n((?s:.*?))\n}")
                    .matcher(document);
            assertThat(declared.find()).as(message.getName()).isTrue();
            assertThat(declared.group(1)
                            .lines()
                            .map(line -> line.replaceFirst(";.*", "").trim()))
                    .containsExactlyElementsOf(message.getFields().stream()
                            .map(ProtocolDocumentTest::declaration)
                            .toList());
        }
    }

    private static String declaration(FieldDescriptor field) {
        boolean message = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
        String label = field.isRepeated() ? "repeated " : field.hasPresence() ? "optional " : "";
        String type = message
                ? field.getMessageType().getName()
                : field.getType().name().toLowerCase(java.util.Locale.ROOT);
        return label + type + " " + field.getName() + " = " + field.getNumber();
    }
}
