package io.rpcboot.transport.netty;

import static io.rpcboot.transport.TestMethods.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import io.rpcboot.transport.TestCall;
import io.rpcboot.transport.TestMethods;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does with a server that a test plays byte by byte. */
class RawClientTest {

    private static final int SECONDS = 20;

    private ServerSocket listening;
    private ConnectTarget target;
    private NettyClientTransport client;
    private RawPeer server;

    @BeforeEach
    void start() throws Exception {
        listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        target = new ConnectTarget("127.0.0.1", listening.getLocalPort(), null);
        client = NettyClientTransport.builder()
                .threads(1)
                .maxMessageSize(100_000)
                .processId("client-1")
                .keepAlive(Duration.ZERO)
                .build();
    }

    @AfterEach
    void stop() throws Exception {
        client.close();
        listening.close();
        if (server != null) {
            server.close();
        }
    }

    private CompletableFuture<Connection> connecting() throws Exception {
        CompletableFuture<Connection> connecting = client.connect(target).toCompletableFuture();
        server = new RawPeer(listening.accept());
        return connecting;
    }

    private Connection connect() throws Exception {
        CompletableFuture<Connection> connecting = connecting();
        Hello hello = server.read(Hello.class);
        assertThat(hello).isEqualTo(new Hello(1, 1, 0, 65_536, 100_000, 0, 0, "client-1", ""));
        assertThat(connecting).isNotDone();
        server.send(new Hello(1, 1, 0, 64 << 10, 4 << 20, 100, 0, "fake", ""));
        return connecting.get(SECONDS, TimeUnit.SECONDS);
    }

    private WithBody read() throws Exception {
        return server.read();
    }

    private void failsToConnect(String reason) throws Exception {
        CompletableFuture<Connection> connecting = connecting();
        server.read(Hello.class);
        server.write(firstBytes);
        if (closeAfterwards) {
            server.close();
        }
        assertThatThrownBy(() -> connecting.get(SECONDS, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RpcException.class)
                .hasMessage("UNAVAILABLE: cannot connect to " + target.address() + ": " + reason);
    }

    private byte[] firstBytes = {};
    private boolean closeAfterwards;

    @Test
    void aWebServerIsNamed() throws Exception {
        firstBytes = "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        failsToConnect("the connection to " + target.address() + " was closed: not this protocol but an HTTP response");
    }

    @Test
    void aServerThatHangsUpIsUnavailable() throws Exception {
        closeAfterwards = true;
        failsToConnect("the connection to " + target.address() + " broke");
    }

    @Test
    void aServerThatSaysNothingIsGivenUp() throws Exception {
        client.close();
        client = NettyClientTransport.builder()
                .threads(1)
                .connectTimeout(Duration.ofMillis(100))
                .build();
        failsToConnect(
                target.address() + " did not shake hands within 100 ms: no server of this protocol, or a stalled one");
    }

    @Test
    void aMethodIsIntroducedOnceAndAheadOfItsFirstUse() throws Exception {
        Connection connection = connect();
        new TestCall(ECHO, "one", new Metadata().add("k", "v"), Deadline.NONE).on(connection);
        new TestCall(ECHO, "two").on(connection);

        Method method = (Method) read().frame();
        assertThat(method.id()).isZero();
        assertThat(method.name()).hasToString("test.Echo[group=g, version=1]/echo");
        WithBody one = read();
        assertThat(one.frame().toString())
                .isEqualTo(new Request(1, true, false, 0, null, 0, new Metadata().add("k", "v"), -1).toString());
        assertThat(one.text()).isEqualTo("one");
        WithBody two = read();
        assertThat(two.frame()).isEqualTo(new Request(2, true, false, 0, null, 0, null, -1));
        assertThat(two.text()).isEqualTo("two");
    }

    @Test
    void goAwayMarksWhatItDisownsAsNotExecutedAndTheRestIsAnswered() throws Exception {
        Connection connection = connect();
        TestCall accepted = new TestCall(ECHO, "1").on(connection);
        TestCall disowned = new TestCall(ECHO, "2").on(connection);
        read();
        read();
        read();
        server.send(new GoAway(1, 0, "shutting down"));

        assertThat(disowned.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(disowned.status().notExecuted()).isTrue();
        assertThat(disowned.status().message()).isEqualTo(target.address() + " takes no new calls: shutting down");
        assertThat(connection.isUsable()).isFalse();
        assertThat(accepted.isEnded()).isFalse();
        server.send(new Response(1, 0, false, null, null, null, null, null), (byte) 'y');
        assertThat(accepted.status().isOk()).isTrue();
        assertThat(accepted.response).isEqualTo("y");
        assertThat(read().frame()).isEqualTo(new GoAway(0, 0, null));
        assertThat(read()).isNull();
    }

    @Test
    void aCallThatAListenerCancelsWhileTheConnectionClosesEndsOnce() throws Exception {
        Connection connection = connect();
        TestCall second = new TestCall(ECHO, "2");
        connection.service(TestMethods.SERVICE).handle(new TestCall(ECHO, "1"), new ReplyListener() {
            @Override
            public void onMessage(Object message) {}

            @Override
            public void onClose(RpcStatus status, Metadata trailers) {
                second.cancel(RpcStatus.of(Code.CANCELLED, "the first has failed"));
            }
        });
        second.on(connection);
        read();
        read();
        read();
        server.close();

        assertThat(second.status().code()).isEqualTo(Code.CANCELLED);
        NativeClientConnection closed = (NativeClientConnection) connection;
        closed.loop.submit(() -> {}).sync(); // what goes through the calls is done
        assertThat(second.ends).hasValue(1);
        assertThat(closed.pendingCalls()).isZero();
    }

    @Test
    void aLateOrUnknownResponseIsCountedAndIgnored() throws Exception {
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "1").on(connection);
        read();
        read();
        call.cancel(RpcStatus.of(Code.CANCELLED, "enough"));
        assertThat(read().frame()).isEqualTo(new Cancel(1, 1, "enough"));
        server.send(new Data(1, false, 3), (byte) 'l');
        server.send(new Response(1, 0, false, null, null, null, null, null), (byte) 'l');
        server.send(new Response(99, 0, false, null, null, null, null, null), (byte) 'u');
        TestCall next = new TestCall(ECHO, "2").on(connection);
        read();
        server.send(new Response(2, 0, false, null, null, null, null, null), (byte) 'n');

        assertThat(next.status().isOk()).isTrue();
        assertThat(client.lateResponses()).isEqualTo(2);
        assertThat(call.ends).hasValue(1);
        assertThat(call.status().code()).isEqualTo(Code.CANCELLED);
    }

    @Test
    void aResponseLargerThanTheClientTakesFailsItsCallOnly() throws Exception {
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "1").on(connection);
        read();
        read();
        server.send(new Data(1, false, 100_001), new byte[50_000]);

        assertThat(call.status().code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(call.status().notExecuted()).isFalse();
        assertThat(call.status().message())
                .isEqualTo("the response of 100001 bytes from test.Echo/echo is larger than the 100000 bytes that this "
                        + "client accepts; return less at a time, or raise rpc.client.max-message-size");
        assertThat(read().frame()).isEqualTo(new Cancel(1, 8, null));
        server.send(new Data(1, false, -1), new byte[50_001]);
        TestCall next = new TestCall(ECHO, "2").on(connection);
        read();
        server.send(new Response(2, 0, false, null, null, null, null, null), (byte) 'n');
        assertThat(next.status().isOk()).isTrue();
    }

    @Test
    void aResponseInPiecesMayEndInItsResponseFrameOrFail() throws Exception {
        Connection connection = connect();
        TestCall whole = new TestCall(ECHO, "1").on(connection);
        TestCall broken = new TestCall(ECHO, "2").on(connection);
        TestCall failed = new TestCall(ECHO, "3").on(connection);
        for (int frames = 0; frames < 4; frames++) {
            read();
        }
        server.send(new Data(1, false, 4), "ab".getBytes(StandardCharsets.UTF_8));
        server.send(new Response(1, 0, false, null, null, null, null, null), "cd".getBytes(StandardCharsets.UTF_8));
        server.send(new Data(2, false, 4), "ab".getBytes(StandardCharsets.UTF_8));
        server.send(new Response(2, 0, false, null, null, null, null, null), (byte) 'c');
        server.send(new Data(3, false, 4), "ab".getBytes(StandardCharsets.UTF_8));
        server.send(new Response(3, 13, false, "gave up", null, null, null, null));

        assertThat(whole.status().isOk()).isTrue();
        assertThat(whole.response).isEqualTo("abcd");
        assertThat(broken.status().code()).isEqualTo(Code.INTERNAL);
        assertThat(broken.status().message()).isEqualTo("the response of test.Echo/echo ended before it was complete");
        assertThat(failed.status().message()).isEqualTo("gave up");
        assertThat(failed.status().cause()).isNull();
        assertThat(connection.isUsable()).isTrue();
    }

    @Test
    void garbageFromTheServerClosesTheConnectionAndEndsItsCalls() throws Exception {
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "1").on(connection);
        read();
        read();
        server.write("boo! this is no frame".getBytes(StandardCharsets.UTF_8));

        assertThat(call.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(call.status().notExecuted()).isFalse();
        assertThat(call.status().message())
                .isEqualTo(
                        "the connection to " + target.address() + " was closed: a frame of type 0x62, which is none of "
                                + "this protocol: garbage, or a stray byte");
        assertThat(((GoAway) read().frame()).code()).isEqualTo(Code.INVALID_ARGUMENT.number());
    }

    @Test
    void theServersLimitOfStreamsIsTheClientsToo() throws Exception {
        Connection connection = connect();
        for (int i = 0; i < 100; i++) {
            new TestCall(ECHO, "x").on(connection);
        }
        assertThat(new TestCall(ECHO, "x").on(connection).status().code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }
}
