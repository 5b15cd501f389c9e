package io.rpcboot.transport.netty;

import static io.rpcboot.transport.TestMethods.ECHO;
import static io.rpcboot.transport.TestMethods.ONEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.GoAway;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frame.Window;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerDispatcher;
import io.rpcboot.transport.TestDispatcher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a server does with bytes that no client of ours would send. After each, a neighbour is served as before. */
class RawServerTest {

    private final TestDispatcher dispatcher = new TestDispatcher();
    private final LogLines log = new LogLines();
    private RunningServer server;
    private RawPeer neighbour;
    private int port;
    private int neighbourStream;

    @BeforeEach
    void start() throws Exception {
        dispatcher.on(ECHO, (call, reply) -> {
            reply.onMessage(call.message());
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        server = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .maxMessageSize(200_000)
                .build()
                .start(dispatcher);
        port = server.address().getPort();
        neighbour = RawPeer.shakenHands(port).method(0, "test.Echo", "g", "1", "echo");
    }

    @AfterEach
    void theNeighbourIsUnharmed() throws Exception {
        try {
            neighbour.request(++neighbourStream, 0, "still there");
            WithBody answer = neighbour.read();
            assertThat(answer.text()).isEqualTo("still there");
        } finally {
            neighbour.close();
            log.close();
            server.shutdown(Duration.ZERO);
        }
    }

    private RawPeer connect() throws IOException {
        return RawPeer.shakenHands(port).method(0, "test.Echo", "g", "1", "echo");
    }

    private void isRefused(RawPeer peer, int lastStream, String reason) throws IOException {
        GoAway goAway = peer.read(GoAway.class);
        assertThat(goAway).isEqualTo(new GoAway(lastStream, Code.INVALID_ARGUMENT.number(), reason));
        assertThat(peer.isClosedByPeer()).isTrue();
        await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
        assertThat(log.lines().get(0))
                .startsWith("Closing the connection to client ")
                .endsWith(", which does not keep to the protocol: " + reason);
    }

    private void looksLike(String firstBytes, String kind) throws IOException {
        try (RawPeer stranger = RawPeer.connect(port)) {
            stranger.write(firstBytes.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(stranger.read()).isNull();
            await().untilAsserted(() -> assertThat(log.lines()).hasSize(1));
            assertThat(log.lines().get(0))
                    .matches("Closed a connection from /127\\.0\\.0\\.1:\\d+: it does not speak this port's protocol "
                            + "but .*")
                    .endsWith(kind);
        }
    }

    // ---------------------------------------------------------------- other protocols

    @Test
    void anHttpRequestIsNamedInOneLine() throws Exception {
        looksLike("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "an HTTP request");
    }

    @Test
    void http2IsNamed() throws Exception {
        looksLike("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "HTTP/2, as gRPC speaks it");
    }

    @Test
    void tlsIsNamed() throws Exception {
        looksLike("\u0016\u0003\u0001\u0002\u0000\u0001", "TLS");
    }

    @Test
    void sshIsNamed() throws Exception {
        looksLike("SSH-2.0-OpenSSH_9.6\r\n", "SSH");
    }

    @Test
    void garbageIsShownInHexadecimal() throws Exception {
        looksLike("\u0001\u0002evil\ntext", "unknown bytes (0x01026576696c0a74)");
    }

    @Test
    void aFrameThatIsNoHelloOfOursIsGarbage() throws Exception {
        looksLike(
                "\u0080\u0000\u0000\u0000\u0008\u0000\u0000\u0000\u0000ABCDEFGH", "unknown bytes (0x8000000008000000)");
    }

    @Test
    void whoSaysNothingIsDroppedAndNotLogged() throws Exception {
        RunningServer impatient = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .handshakeTimeout(Duration.ofMillis(50))
                .build()
                .start(dispatcher);
        try (RawPeer silent = RawPeer.connect(impatient.address().getPort());
                RawPeer slow = RawPeer.connect(impatient.address().getPort())) {
            slow.write(Arrays.copyOf(Frames.encode(RawPeer.HELLO), 20)); // and no more
            assertThat(silent.read()).isNull();
            assertThat(slow.isClosedByPeer()).isTrue();
            assertThat(log.lines()).isEmpty();
        } finally {
            impatient.shutdown(Duration.ZERO);
        }
    }

    @Test
    void anotherProtocolOnThePortEndsInItsOwnHandlers() throws Exception {
        RunningServer bilingual = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .protocol(new Shouting())
                .build()
                .start(dispatcher);
        try (RawPeer shouting = RawPeer.connect(bilingual.address().getPort());
                RawPeer ours = RawPeer.shakenHands(bilingual.address().getPort())) {
            shouting.write("SHOUT".getBytes(StandardCharsets.UTF_8));
            assertThat(shouting.read(Ping.class).value()).isEqualTo(5);
            ours.send(new Ping(7));
            assertThat(ours.read(Pong.class).value()).isEqualTo(7);
        } finally {
            bilingual.shutdown(Duration.ofSeconds(20));
        }
    }

    /** Answers with a PING that counts the bytes. */
    private static final class Shouting implements ServerProtocol {

        @Override
        public String name() {
            return "shouting";
        }

        @Override
        public Match matches(ByteBuf firstBytes) {
            return firstBytes.readableBytes() < 5
                    ? Match.NEED_MORE
                    : firstBytes.toString(StandardCharsets.UTF_8).startsWith("SHOUT") ? Match.YES : Match.NO;
        }

        @Override
        public ServerConnection install(Channel channel, ServerDispatcher dispatcher, String processId) {
            assertThat(processId).isEqualTo(TestDispatcher.PROCESS_ID);
            channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    int bytes = ((ByteBuf) message).readableBytes();
                    ((ByteBuf) message).release();
                    ctx.writeAndFlush(Unpooled.wrappedBuffer(Frames.encode(new Ping(bytes))));
                }
            });
            return new ServerConnection() {
                @Override
                public void drain(String reason) {
                    channel.close();
                }

                @Override
                public void abort(RpcStatus reason) {
                    channel.close();
                }

                @Override
                public Future<?> whenDone() {
                    return channel.closeFuture();
                }
            };
        }
    }

    // ---------------------------------------------------------------- handshake

    @Test
    void aFutureVersionIsRefused() throws Exception {
        try (RawPeer peer = RawPeer.connect(port)) {
            peer.send(new Hello(2, 3, 0, 64 << 10, 1, 0, 0, "future", ""));
            isRefused(peer, 0, "protocol versions 2 to 3; this process speaks version 1 only");
        }
    }

    @Test
    void aLongerHelloOfALaterVersionIsUnderstood() throws Exception {
        byte[] hello = Frames.encode(new Hello(1, 9, -1, 64 << 10, 1 << 20, 0, 0, "later", ""));
        byte[] longer = Arrays.copyOf(hello, hello.length + 4);
        longer[4] += 4;
        try (RawPeer peer = RawPeer.connect(port)) {
            peer.write(longer);
            assertThat(peer.read(Hello.class).processId()).isEqualTo(TestDispatcher.PROCESS_ID);
        }
    }

    @Test
    void aSecondHelloIsRefused() throws Exception {
        try (RawPeer peer = connect()) {
            isRefused(peer.send(RawPeer.HELLO), 0, "a second HELLO");
        }
    }

    // ---------------------------------------------------------------- frames

    @Test
    void bytesThatTrickleInAreAFrameInTheEnd() throws Exception {
        try (RawPeer peer = RawPeer.connect(port)) {
            for (byte b : Frames.encode(RawPeer.HELLO)) {
                peer.write(b);
            }
            peer.read(Hello.class);
            peer.method(0, "test.Echo", "g", "1", "echo");
            byte[] request = Frames.encode(
                    new Request(1, true, false, 0, null, 0, null, -1), "slow".getBytes(StandardCharsets.UTF_8));
            for (byte b : request) {
                peer.write(b);
            }
            assertThat(peer.read().text()).isEqualTo("slow");
        }
    }

    @Test
    void unknownFramesAndFlagsAreSkipped() throws Exception {
        try (RawPeer peer = connect()) {
            peer.write((byte) 0xf0, (byte) 0xff, (byte) 0, (byte) 0, (byte) 3, (byte) 0, (byte) 0, (byte) 0, (byte) 9);
            peer.write((byte) 1, (byte) 2, (byte) 3);
            peer.send(new Window(1, 5));
            byte[] request = Frames.encode(new Request(1, true, false, 0, null, 0, null, -1), (byte) 'x');
            request[1] |= (byte) 0xc0;
            peer.write(request);
            assertThat(peer.read().text()).isEqualTo("x");
        }
    }

    @Test
    void aLengthAboveTheCapClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.write(
                    (byte) 0x82, (byte) 1, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0, (byte) 0, (byte) 0, (byte)
                            1);
            isRefused(peer, 0, "a frame (type 0x82) of 16777215 bytes; at most 65536 are allowed");
        }
    }

    @Test
    void garbageAmongFramesClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.write("hello, are you there?".getBytes(StandardCharsets.UTF_8));
            isRefused(peer, 0, "a frame of type 0x68, which is none of this protocol: garbage, or a stray byte");
        }
    }

    @Test
    void aFrameThatIsTooShortForWhatItHoldsClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.write((byte) 0x82, (byte) 0x05, (byte) 0, (byte) 0, (byte) 3, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
            peer.write((byte) 0, (byte) 0, (byte) 7);
            isRefused(peer, 0, "a frame that ends in the middle of a value");
        }
    }

    @Test
    void aMethodNumberOutOfOrderClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.method(2, "test.Echo", "g", "1", "echo");
            isRefused(peer, 0, "METHOD gives the number 2; the next one is 1");
        }
    }

    @Test
    void aMethodNumberThatWasNeverGivenClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            isRefused(peer.request(1, 1, "x"), 1, "REQUEST by the method number 1, which no METHOD has given");
        }
    }

    @Test
    void moreMethodNumbersThanThereAreCloseTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            for (int id = 1; id < 4_096; id++) {
                peer.method(id, "a", "", "", "m" + id);
            }
            peer.send(new Ping(1));
            peer.read(Pong.class);
            peer.method(4_096, "a", "", "", "one too many");
            isRefused(peer, 0, "METHOD's number is 4096; at most 4095 is allowed");
        }
    }

    @Test
    void aStreamIdThatDoesNotGrowClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.request(5, 0, "x").read();
            isRefused(peer.request(5, 0, "y"), 5, "REQUEST opens stream 5 after 5");
        }
    }

    @Test
    void aFrameThatOnlyServersSendClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Response(1, 0, false, null, null, null, null, null));
            isRefused(peer, 0, "a RESPONSE from a client");
        }
    }

    // ---------------------------------------------------------------- messages

    @Test
    void anOversizedMessageIsRefusedAtItsHeadAndItsRestSkipped() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Request(1, false, false, 0, null, 0, null, 200_001), new byte[10]);
            Response refused = peer.read(Response.class);
            assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED.number());
            assertThat(refused.notExecuted()).isTrue();
            assertThat(refused.message())
                    .isEqualTo(
                            "the request of 200001 bytes to test.Echo/echo is larger than the 200000 bytes that this "
                                    + "server accepts; send less at a time, or raise rpc.server.max-message-size");
            peer.send(new Data(1, false, -1), new byte[60_000]);
            peer.send(new Data(1, true, -1), new byte[60_000]);
            assertThat(peer.request(2, 0, "alive").read().text()).isEqualTo("alive");
        }
    }

    @Test
    void aMessageInPiecesIsPutTogether() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Request(1, false, false, 0, null, 0, null, 6), "ab".getBytes(StandardCharsets.UTF_8));
            peer.request(2, 0, "between");
            assertThat(peer.read().text()).isEqualTo("between");
            peer.send(new Data(1, false, -1));
            peer.send(new Data(1, false, -1), "cd".getBytes(StandardCharsets.UTF_8));
            peer.send(new Data(1, true, -1), "ef".getBytes(StandardCharsets.UTF_8));
            assertThat(peer.read().text()).isEqualTo("abcdef");
        }
    }

    @Test
    void aMessageLongerThanItSaidClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Request(1, false, false, 0, null, 0, null, 6), new byte[4]);
            isRefused(peer.send(new Data(1, true, -1), new byte[3]), 1, "more DATA than the message's length");
        }
    }

    @Test
    void aMessageShorterThanItSaidClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Request(1, false, false, 0, null, 0, null, 6), new byte[4]);
            isRefused(peer.send(new Data(1, true, -1), new byte[1]), 1, "a message that lacks 1 of its 6 bytes");
        }
    }

    @Test
    void dataForAStreamThatWasNeverOpenedClosesTheConnection() throws Exception {
        try (RawPeer peer = connect()) {
            isRefused(peer.send(new Data(3, true, -1)), 0, "DATA for stream 3, which is not open");
        }
    }

    @Test
    void aCancelForACallThatHasEndedIsIgnored() throws Exception {
        try (RawPeer peer = connect()) {
            peer.request(1, 0, "x").read();
            peer.send(new Cancel(1, 1, null)).send(new Cancel(77, 1, "never was"));
            assertThat(peer.request(2, 0, "alive").read().text()).isEqualTo("alive");
        }
    }

    @Test
    void aCancelThatSaysOkIsACancellationAllTheSame() throws Exception {
        CompletableFuture<RpcStatus> reason = new CompletableFuture<>();
        dispatcher.on(ONEWAY, (call, reply) -> call.onCancel(reason::complete));
        try (RawPeer peer = connect()) {
            peer.method(1, "test.Echo", "g", "1", "tell");
            peer.request(1, 1, "x").send(new Cancel(1, 0, "well"));
            assertThat(reason.get(10, TimeUnit.SECONDS)).hasToString("CANCELLED: well");
        }
    }

    @Test
    void aRequestInPiecesThatIsCancelledNeverRuns() throws Exception {
        CountDownLatch ran = new CountDownLatch(1);
        dispatcher.on(ONEWAY, (call, reply) -> ran.countDown());
        try (RawPeer peer = connect()) {
            peer.method(1, "test.Echo", "g", "1", "tell");
            peer.send(new Request(1, false, false, 1, null, 0, null, 6), new byte[4]);
            peer.send(new Cancel(1, 1, null));
            peer.send(new Data(1, true, -1), new byte[2]);
            assertThat(peer.request(2, 0, "alive").read().text()).isEqualTo("alive");
            assertThat(ran.getCount()).isEqualTo(1);
        }
    }

    @Test
    void aStreamOfRequestsIsRefusedAsNotExecuted() throws Exception {
        try (RawPeer peer = connect()) {
            peer.send(new Request(1, false, false, 0, null, 0, null, -1), new byte[4]);
            Response refused = peer.read(Response.class);
            assertThat(refused.code()).isEqualTo(Code.UNIMPLEMENTED.number());
            assertThat(refused.notExecuted()).isTrue();
        }
    }

    @Test
    void moreCallsThanAConnectionMayHaveAreRefusedAsNotExecuted() throws Exception {
        RunningServer narrow = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .maxConcurrentCalls(2)
                .build()
                .start(new TestDispatcher().on(ECHO, (call, reply) -> {
                    // never answered
                }));
        try (RawPeer peer = RawPeer.connect(narrow.address().getPort())) {
            peer.send(RawPeer.HELLO);
            assertThat(peer.read(Hello.class).maxStreams()).isEqualTo(2);
            peer.method(0, "test.Echo", "g", "1", "echo");
            peer.request(1, 0, "x").request(2, 0, "x").request(3, 0, "x");
            Response refused = peer.read(Response.class);
            assertThat(refused.streamId()).isEqualTo(3);
            assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED.number());
            assertThat(refused.notExecuted()).isTrue();
            assertThat(refused.message()).isEqualTo("2 calls of one connection are in progress, which is the limit");
        } finally {
            narrow.shutdown(Duration.ZERO);
        }
    }

    @Test
    void aClientThatDoesNotReadIsNotReadFromEither() throws Exception {
        try (RawPeer greedy = connect()) {
            byte[] request = Frames.encode(new Request(1, true, false, 0, null, 0, null, -1), new byte[60_000]);
            Thread sender = new Thread(() -> {
                try {
                    for (int stream = 1; ; stream++) {
                        ByteBuf id = Unpooled.wrappedBuffer(request);
                        id.setInt(5, stream);
                        greedy.write(request);
                    }
                } catch (IOException closed) {
                    // by the test
                }
            });
            sender.start();
            // Its sending comes to a stop: whatever lies in buffers, the server does not take without end.
            await().pollInterval(Duration.ofMillis(200))
                    .atMost(20, TimeUnit.SECONDS)
                    .until(new Stopped(greedy)::isStopped);
            greedy.close();
            sender.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(sender.isAlive()).isFalse();
        }
    }

    /** Whether nothing was written between two looks at it. */
    private static final class Stopped {

        private final RawPeer peer;
        private long last = -1;

        Stopped(RawPeer peer) {
            this.peer = peer;
        }

        boolean isStopped() {
            long now = peer.written();
            boolean same = now == last && now > 0;
            last = now;
            return same;
        }
    }

    @Test
    void shuttingDownSaysGoAwayWithTheLastStreamAndAnswersIt() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        AtomicReference<ReplyListener> late = new AtomicReference<>();
        TestDispatcher slow = new TestDispatcher().on(ECHO, (call, reply) -> {
            late.set(reply);
            called.countDown();
        });
        RunningServer stopping = NettyServerTransport.builder()
                .host("127.0.0.1")
                .threads(1)
                .build()
                .start(slow);
        try (RawPeer peer = RawPeer.shakenHands(stopping.address().getPort())
                .method(0, "test.Echo", "g", "1", "echo")
                .request(7, 0, "x")) {
            assertThat(called.await(20, TimeUnit.SECONDS)).isTrue();
            Thread shutdown = new Thread(() -> stopping.shutdown(Duration.ofSeconds(20)));
            shutdown.start();
            assertThat(peer.read(GoAway.class)).isEqualTo(new GoAway(7, 0, "shutting down"));
            peer.request(8, 0, "too late, and not answered");
            late.get().onMessage("late but there");
            late.get().onClose(RpcStatus.OK, Metadata.EMPTY);
            WithBody answer = peer.read();
            assertThat(answer.text()).isEqualTo("late but there");
            assertThat(((Response) answer.frame()).streamId()).isEqualTo(7);
            assertThat(peer.read()).isNull();
            peer.close();
            shutdown.join(TimeUnit.SECONDS.toMillis(20));
            assertThat(shutdown.isAlive()).isFalse();
        }
    }
}
