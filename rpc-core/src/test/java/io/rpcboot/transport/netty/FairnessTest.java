package io.rpcboot.transport.netty;

import static io.rpcboot.transport.TestMethods.ECHO;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.protocol.Frame;
import io.rpcboot.protocol.Frame.Cancel;
import io.rpcboot.protocol.Frame.Data;
import io.rpcboot.protocol.Frame.Hello;
import io.rpcboot.protocol.Frame.Method;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frame.Request;
import io.rpcboot.protocol.Frame.Response;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import io.rpcboot.protocol.MethodName;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.TestCall;
import io.rpcboot.transport.TestDispatcher;
import io.rpcboot.transport.TestMethods;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** Large messages and small ones on one connection, with the event loop and the socket in the test's hand. */
class FairnessTest {

    private static final int LARGE = 16 << 20;
    private static final Hello HELLO = new Hello(1, 1, 0, 64 << 10, 32 << 20, 0, 0, "peer", "");
    private static final Settings SETTINGS = new Settings(
            "me", "", 32 << 20, 100, 64 << 20, Duration.ofSeconds(20), Duration.ofSeconds(5), CallTracer.NONE);

    private final Stalling socket = new Stalling();
    private final EmbeddedChannel channel = Stalling.channel(socket);

    private NativeClientConnection client() {
        NativeClientConnection connection =
                new NativeClientConnection(channel, SETTINGS, new ConnectTarget("h", 1, null), 1, new LongAdder());
        channel.pipeline().addLast(connection);
        connection.channelActive(null);
        channel.writeInbound(Unpooled.wrappedBuffer(Frames.encode(HELLO)));
        return connection;
    }

    @Test
    void atMostTwoFramesOfALargeRequestGoBeforeASmallOneThatIsQueuedBehindIt() {
        NativeClientConnection connection = client();
        TestCall large = new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        socket.take();
        socket.take(); // in full flight
        int before = framesOf(1);
        TestCall small = new TestCall(ECHO, "small").on(connection);
        channel.runPendingTasks();
        while (framesOf(2) == 0) {
            socket.take();
        }

        assertThat(framesOf(1) - before).isLessThanOrEqualTo(2);
        assertThat(before).isLessThan(10);
        takeAll();
        assertThat(messageOf(1)).isEqualTo(LARGE);
        assertThat(large.isEnded() || small.isEnded()).isFalse();
    }

    @Test
    void aSmallRequestSubmittedWithALargeOneIsNotBehindIt() {
        NativeClientConnection connection = client();
        new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        new TestCall(ECHO, "small").on(connection);
        channel.runPendingTasks();

        assertThat(framesOf(1)).isLessThanOrEqualTo(2);
        assertThat(framesOf(2)).isEqualTo(1);
    }

    @Test
    void aLargeRequestGoesOnWhenTheFlushOfASmallOneMakesRoom() {
        NativeClientConnection connection = client();
        new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        assertThat(channel.isWritable()).isFalse();
        socket.takeOnFlush(); // and nothing else will ever tell that there is room
        new TestCall(ECHO, "small").on(connection);
        channel.runPendingTasks();
        for (int turns = 0; turns < 100; turns++) {
            socket.answerPings();
            channel.runScheduledPendingTasks();
        }

        assertThat(messageOf(1)).isEqualTo(LARGE);
    }

    @Test
    void severalLargeRequestsTakeTurns() {
        NativeClientConnection connection = client();
        new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        new TestCall(ECHO, "y".repeat(LARGE)).on(connection);
        new TestCall(ECHO, "z".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        for (int i = 0; i < 30; i++) {
            socket.take();
        }

        assertThat(framesOf(1)).isBetween(9, 12);
        assertThat(Math.abs(framesOf(1) - framesOf(2))).isLessThanOrEqualTo(1);
        assertThat(Math.abs(framesOf(2) - framesOf(3))).isLessThanOrEqualTo(1);
        takeAll();
        assertThat(messageOf(1) + messageOf(2) + messageOf(3)).isEqualTo(3 * LARGE);
    }

    @Test
    void fewLargeRequestsAreBegunAtATimeAndTheNextWhenOneIsComplete() {
        NativeClientConnection connection = client();
        int length = LARGE / 2;
        for (int i = 0; i < 6; i++) {
            new TestCall(ECHO, "x".repeat(length)).on(connection);
        }
        channel.runPendingTasks();
        for (int i = 0; i < 40; i++) {
            socket.take();
        }

        assertThat(messageOf(4)).isGreaterThan(0);
        assertThat(messageOf(5) + messageOf(6)).isZero();
        takeAll();
        for (int stream = 1; stream <= 6; stream++) {
            assertThat(messageOf(stream)).isEqualTo(length);
        }
    }

    @Test
    void noMoreOfALargeRequestIsOnItsWayThanTheWindowUntilThePeerSaysWhatItHasRead() {
        NativeClientConnection connection = client();
        socket.leavePingsUnanswered();
        new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        takeAll();
        assertThat(messageOf(1)).isEqualTo(FlightWindow.MIN);
        new TestCall(ECHO, "small").on(connection);
        channel.runPendingTasks();
        assertThat(framesOf(2)).as("a small request").isEqualTo(1);

        receive(new Pong(socket.pings().get(0).value()));
        takeAll();
        assertThat(messageOf(1)).isEqualTo(FlightWindow.MIN + (64 << 10));
        receive(new Pong(Long.MAX_VALUE));
        receive(new Pong(0));
        takeAll();
        assertThat(messageOf(1)).as("answers to nothing").isEqualTo(FlightWindow.MIN + (64 << 10));
    }

    @Test
    void fewLargeRepliesAreBegunAtATimeAndNoneAheadOfASmallOne() {
        List<ReplyListener> replies = heldReplies(11);
        replies.subList(0, 10).forEach(reply -> answer(reply, "x".repeat(200_000)));
        answer(replies.get(10), "small");
        channel.runPendingTasks();

        assertThat(framesOf(11)).isEqualTo(1);
        assertThat(messageOf(5)).isZero();
        takeAll();
        for (int stream = 1; stream <= 10; stream++) {
            assertThat(messageOf(stream)).isEqualTo(200_000);
        }
    }

    @Test
    void largeRepliesThatAreCancelledAreForgottenThoughNothingMoreMayBeSent() {
        List<ReplyListener> replies = heldReplies(6);
        socket.leavePingsUnanswered();
        replies.forEach(reply -> answer(reply, "x".repeat(LARGE)));
        channel.runPendingTasks();
        takeAll();
        NativeConnection connection = channel.pipeline().get(NativeServerConnection.class);
        for (int stream = 1; stream <= 6; stream++) {
            assertThat(connection.writer().hasLarge()).isTrue();
            receive(new Cancel(stream, Code.CANCELLED.number(), null));
        }

        assertThat(connection.writer().hasLarge()).isFalse();
    }

    @Test
    void aLargeRequestThatIsCancelledIsForgottenThoughNothingMoreMayBeSent() {
        NativeClientConnection connection = client();
        socket.leavePingsUnanswered();
        TestCall large = new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        takeAll();
        assertThat(connection.writer().hasLarge()).isTrue();
        large.cancel(RpcStatus.of(Code.CANCELLED, "enough"));
        channel.runPendingTasks();

        assertThat(connection.writer().hasLarge()).isFalse();
    }

    private static void answer(ReplyListener reply, String message) {
        reply.onMessage(message);
        reply.onClose(RpcStatus.OK, Metadata.EMPTY);
    }

    private List<ReplyListener> heldReplies(int count) {
        List<ReplyListener> replies = new ArrayList<>();
        TestDispatcher dispatcher = new TestDispatcher().on(ECHO, (call, reply) -> replies.add(reply));
        channel.pipeline().addLast(new NativeServerConnection(channel, SETTINGS, dispatcher));
        receive(HELLO);
        receive(new Method(0, new MethodName(TestMethods.SERVICE, "echo")));
        for (int stream = 1; stream <= count; stream++) {
            receive(new Request(stream, true, false, 0, null, 0, null, -1));
        }
        return replies;
    }

    @Test
    void aServerThatReadsNothingBecauseOfWhatWaitsForItsClientWaitsForNoAnswersEither() {
        List<ReplyListener> replies = heldReplies(5);
        socket.leavePingsUnanswered();
        replies.forEach(reply -> answer(reply, "x".repeat(LARGE)));
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isFalse();
        takeAll();

        assertThat(channel.config().isAutoRead()).isTrue();
        int sent = 0;
        for (int stream = 1; stream <= 5; stream++) {
            sent += messageOf(stream);
        }
        assertThat(sent).as("until reading makes sense again").isGreaterThanOrEqualTo(LARGE);
    }

    @Test
    void aLargeRequestThatIsCancelledHalfwayIsNotExecuted() {
        NativeClientConnection connection = client();
        TestCall large = new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        socket.take();
        large.cancel(RpcStatus.of(Code.CANCELLED, "enough"));
        channel.runPendingTasks();
        int sent = framesOf(1);
        takeAll();

        assertThat(large.status().notExecuted()).isTrue();
        assertThat(large.status().code()).isEqualTo(Code.CANCELLED);
        assertThat(framesOf(1)).isEqualTo(sent);
        assertThat(frames().stream().map(WithBody::frame).toList())
                .contains(new Cancel(1, Code.CANCELLED.number(), "enough"));
    }

    @Test
    void aCallThatIsCancelledWhileItIsQueuedIsNeverSent() {
        NativeClientConnection connection = client();
        TestCall call = new TestCall(ECHO, "x").on(connection);
        call.cancel(RpcStatus.of(Code.DEADLINE_EXCEEDED, "late"));
        channel.runPendingTasks();
        takeAll();

        assertThat(call.status().code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(call.status().notExecuted()).isTrue();
        assertThat(call.ends).hasValue(1);
        assertThat(framesOf(1)).isZero();
    }

    @Test
    void aConnectionThatBreaksTellsWhatWasSentFromWhatWasNot() {
        NativeClientConnection connection = client();
        TestCall sent = new TestCall(ECHO, "x").on(connection);
        channel.runPendingTasks();
        TestCall halfway = new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        TestCall queued = new TestCall(ECHO, "x").on(connection);
        channel.pipeline().fireChannelInactive();
        channel.runPendingTasks();

        assertThat(sent.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(sent.status().notExecuted()).isFalse();
        assertThat(halfway.status().notExecuted()).isTrue();
        assertThat(queued.status().notExecuted()).isTrue();
        assertThat(connection.pendingCalls()).isZero();
    }

    @Test
    void oneFlushServesManyCalls() {
        NativeClientConnection connection = client();
        takeAll();
        int flushes = socket.flushes();
        for (int i = 0; i < 50; i++) {
            new TestCall(ECHO, "call " + i).on(connection);
        }
        channel.runPendingTasks();

        assertThat(frames().stream().filter(frame -> frame.frame() instanceof Request))
                .hasSize(50);
        assertThat(frames().stream().filter(frame -> frame.frame() instanceof Method))
                .hasSize(1);
        assertThat(socket.flushes() - flushes).isEqualTo(1);
    }

    @Test
    void theFirstRepliesLeaveWhileTheLaterRequestsOfOneReadAreStillToBeLookedAt() {
        TestDispatcher dispatcher = new TestDispatcher().on(ECHO, (call, reply) -> {
            reply.onMessage("done");
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        channel.pipeline().addLast(new NativeServerConnection(channel, SETTINGS, dispatcher));
        receive(HELLO);
        receive(new Method(0, new MethodName(TestMethods.SERVICE, "echo")));
        ByteBuf read = Unpooled.buffer();
        for (int stream = 1; stream <= 80; stream++) {
            read.writeBytes(Frames.encode(new Request(stream, true, false, 0, null, 0, null, -1)));
        }
        int flushes = socket.flushes();
        channel.pipeline().fireChannelRead(read);

        assertThat(framesOf(1)).isEqualTo(1);
        assertThat(framesOf(80)).isZero();
        assertThat(socket.flushes() - flushes).isEqualTo(2);
        channel.pipeline().fireChannelReadComplete();
        assertThat(framesOf(80)).isEqualTo(1);
        assertThat(socket.flushes() - flushes).isEqualTo(3);
    }

    @Test
    void aReadOfManySmallRequestsBringsALargeReplyNoMoreThanItsTurnAtTheEnd() {
        TestDispatcher dispatcher = new TestDispatcher().on(ECHO, (call, reply) -> {
            reply.onMessage(call.message());
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        channel.pipeline().addLast(new NativeServerConnection(channel, SETTINGS, dispatcher));
        receive(HELLO);
        receive(new Method(0, new MethodName(TestMethods.SERVICE, "echo")));
        byte[] large = "x".repeat(LARGE).getBytes(StandardCharsets.UTF_8);
        ByteBuf first =
                Unpooled.buffer().writeBytes(Frames.encode(new Request(1, false, false, 0, null, 0, null, LARGE)));
        for (int sent = 0; sent < LARGE; sent += 32 << 10) {
            boolean last = sent + (32 << 10) == LARGE;
            first.writeBytes(Frames.encode(new Data(1, last, -1), Arrays.copyOfRange(large, sent, sent + (32 << 10))));
        }
        channel.writeInbound(first);
        int before = framesOf(1);
        socket.takeOnFlush();
        ByteBuf read = Unpooled.buffer();
        for (int stream = 2; stream < 322; stream++) {
            read.writeBytes(Frames.encode(new Request(stream, true, false, 0, null, 0, null, -1)));
        }
        channel.pipeline().fireChannelRead(read);

        assertThat(framesOf(300)).isEqualTo(1);
        assertThat(framesOf(1)).isEqualTo(before);
    }

    @Test
    void moreBytesThanMayBePendingAreRefusedUntilCallsHaveEnded() {
        NativeClientConnection connection = client();
        List<TestCall> calls = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            calls.add(new TestCall(ECHO, "x".repeat(LARGE)).on(connection));
            channel.runPendingTasks();
        }

        RpcStatus refused = calls.get(3).status();
        assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.notExecuted()).isTrue();
        assertThat(refused.message())
                .endsWith(" bytes of calls to h:1 are pending on one connection; at most 67108864 may");
        takeAll();
        assertThat(calls.get(2).isEnded()).isFalse();
        calls.get(2).cancel(RpcStatus.of(Code.CANCELLED, "enough"));
        channel.runPendingTasks();
        TestCall next = new TestCall(ECHO, "x".repeat(LARGE)).on(connection);
        channel.runPendingTasks();
        assertThat(next.isEnded()).isFalse();
    }

    @Test
    void atMostTwoFramesOfALargeResponseGoBeforeASmallOne() {
        TestDispatcher dispatcher = new TestDispatcher();
        List<ReplyListener> replies = new ArrayList<>();
        dispatcher.on(ECHO, (call, reply) -> replies.add(reply));
        NativeServerConnection connection = new NativeServerConnection(channel, SETTINGS, dispatcher);
        channel.pipeline().addLast(connection);
        receive(HELLO);
        receive(new Method(0, new MethodName(TestMethods.SERVICE, "echo")));
        receive(new Request(1, true, false, 0, null, 0, null, -1));
        receive(new Request(2, true, false, 0, null, 0, null, -1));
        replies.get(0).onMessage("x".repeat(LARGE));
        replies.get(0).onClose(RpcStatus.OK, Metadata.EMPTY);
        channel.runPendingTasks();
        socket.take();
        int before = framesOf(1);
        replies.get(1).onMessage("small");
        replies.get(1).onClose(RpcStatus.OK, Metadata.EMPTY);
        channel.runPendingTasks();
        while (framesOf(2) == 0) {
            socket.take();
        }

        assertThat(framesOf(1) - before).isLessThanOrEqualTo(2);
        takeAll();
        assertThat(messageOf(1)).isEqualTo(LARGE);
        assertThat(frames().stream().filter(frame -> frame.frame() instanceof Response))
                .hasSize(2);
    }

    private void receive(Frame frame) {
        channel.writeInbound(Unpooled.wrappedBuffer(Frames.encode(frame)));
    }

    private void takeAll() {
        int before;
        do {
            before = frames().size();
            for (int i = 0; i < 50; i++) {
                socket.take();
            }
        } while (frames().size() > before);
    }

    private List<WithBody> frames() {
        return socket.written();
    }

    private static int streamOf(Frame frame) {
        if (frame instanceof Request request) {
            return request.streamId();
        }
        if (frame instanceof Response response) {
            return response.streamId();
        }
        return frame instanceof Data data ? data.streamId() : 0;
    }

    private int framesOf(int stream) {
        return (int) frames().stream()
                .filter(frame -> streamOf(frame.frame()) == stream)
                .count();
    }

    private int messageOf(int stream) {
        return frames().stream()
                .filter(frame -> streamOf(frame.frame()) == stream)
                .mapToInt(frame -> frame.body().length)
                .sum();
    }
}
