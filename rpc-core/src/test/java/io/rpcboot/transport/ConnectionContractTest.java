package io.rpcboot.transport;

import static io.rpcboot.transport.TestMethods.ECHO;
import static io.rpcboot.transport.TestMethods.ONEWAY;
import static io.rpcboot.transport.TestMethods.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.RpcViolation;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.transport.TestMethods.NameTaken;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every transport promises. */
public abstract class ConnectionContractTest {

    private static final int SECONDS = 20;
    protected static final int MIB = 1 << 20;

    protected final TestDispatcher dispatcher = new TestDispatcher();
    protected ClientTransport client;
    protected RunningServer server;
    private final List<RunningServer> servers = new ArrayList<>();

    /** The client's side, which accepts responses of so many bytes. */
    protected abstract ClientTransport client(int maxMessageSize);

    /** A server on the loopback that accepts requests of so many bytes. */
    protected abstract ServerTransport server(int maxMessageSize);

    @BeforeEach
    void start() throws Exception {
        startWith(InMemoryTransport.DEFAULT_MAX_MESSAGE_SIZE, InMemoryTransport.DEFAULT_MAX_MESSAGE_SIZE);
    }

    private void startWith(int clientMax, int serverMax) throws Exception {
        stop();
        dispatcher.on(ECHO, echo());
        client = client(clientMax);
        server = server(serverMax).start(dispatcher);
        servers.add(server);
    }

    @AfterEach
    void stop() {
        servers.forEach(running -> running.shutdown(Duration.ZERO));
        servers.clear();
        if (client != null) {
            client.close();
        }
    }

    private static RpcHandler echo() {
        return (call, reply) -> {
            reply.onMessage(call.message());
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        };
    }

    protected ConnectTarget target(String processId) {
        return new ConnectTarget(
                server.address().getHostString(), server.address().getPort(), processId);
    }

    protected Connection connect() throws Exception {
        return connect(target(TestDispatcher.PROCESS_ID));
    }

    protected Connection connect(ConnectTarget target) throws Exception {
        return client.connect(target).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
    }

    /** Keeps calls until a test answers them. */
    private static final class Held implements RpcHandler {

        final BlockingQueue<RpcCall> calls = new LinkedBlockingQueue<>();
        final BlockingQueue<ReplyListener> replies = new LinkedBlockingQueue<>();

        @Override
        public void handle(RpcCall call, ReplyListener reply) {
            replies.add(reply);
            calls.add(call);
        }

        RpcCall next() throws InterruptedException {
            RpcCall call = calls.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(call).as("a call at the server").isNotNull();
            return call;
        }
    }

    // ---------------------------------------------------------------- calls

    @Test
    void aCallIsAnswered() throws Exception {
        TestCall call = new TestCall(ECHO, "hello").on(connect());

        assertThat(call.status().isOk()).isTrue();
        assertThat(call.response).isEqualTo("hello");
        assertThat(call.messages).isEqualTo(1);
        assertThat(call.trailers.isEmpty()).isTrue();
    }

    @Test
    void anEmptyMessageIsAMessage() throws Exception {
        TestCall call = new TestCall(ECHO, "").on(connect());

        assertThat(call.status().isOk()).isTrue();
        assertThat(call.response).isEqualTo("");
    }

    @Test
    void theServerSeesTheServiceThePeerAndTheRemainingTime() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        new TestCall(ECHO, "x", null, Deadline.after(Duration.ofSeconds(100))).on(connect());

        RpcCall call = held.next();
        assertThat(call.service()).isEqualTo(SERVICE);
        assertThat(call.peer().processId()).isNotEmpty();
        assertThat(call.deadline().isFinite()).isTrue();
        assertThat(TimeUnit.NANOSECONDS.toSeconds(call.deadline().remainingNanos()))
                .isBetween(50L, 100L);
    }

    @Test
    void aCallWithoutDeadlineHasNoneAtTheServer() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        new TestCall(ECHO, "x").on(connect());

        assertThat(held.next().deadline().isFinite()).isFalse();
    }

    @Test
    void thePeerIsTheServersProcess() throws Exception {
        assertThat(connect().peer().processId()).isEqualTo(TestDispatcher.PROCESS_ID);
    }

    @Test
    void manyThreadsShareOneConnection() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try {
            dispatcher.on(ECHO, (call, reply) -> executor.execute(() -> echo().handle(call, reply)));
            Connection connection = connect();
            List<Thread> callers = new ArrayList<>();
            BlockingQueue<String> wrong = new LinkedBlockingQueue<>();
            for (int t = 0; t < 8; t++) {
                int caller = t;
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 500; i++) {
                        String text = caller + "/" + i;
                        TestCall call = new TestCall(ECHO, text).on(connection);
                        if (!call.status().isOk() || !text.equals(call.response)) {
                            wrong.add(text + " -> " + call.status() + " " + call.response);
                        }
                    }
                });
                callers.add(thread);
                thread.start();
            }
            for (Thread thread : callers) {
                thread.join(TimeUnit.SECONDS.toMillis(60));
            }
            assertThat(wrong).isEmpty();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void moreMethodsThanNumbersAreCalledByName() throws Exception {
        Connection connection = connect();
        for (int i = 0; i < 5_000; i++) {
            dispatcher.on(TestMethods.method("m" + i, false), echo());
        }
        List<TestCall> calls = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            calls.add(new TestCall(TestMethods.method("m" + i, false), "to " + i).on(connection));
        }
        for (int i = 0; i < 5_000; i++) {
            assertThat(calls.get(i).status()).isEqualTo(RpcStatus.OK);
            assertThat(calls.get(i).response).isEqualTo("to " + i);
        }
    }

    @Test
    void metadataTravelsBothWays() throws Exception {
        AtomicReference<Metadata> seen = new AtomicReference<>();
        dispatcher.on(ECHO, (call, reply) -> {
            seen.set(call.metadata());
            reply.onHeaders(new Metadata().add("h", "first"));
            reply.onMessage("ok");
            reply.onClose(RpcStatus.OK, new Metadata().add("t", "last").add("t", "ü"));
        });
        TestCall call = new TestCall(
                        ECHO, "x", new Metadata().add("Trace", "1-2").add("user", "张三"), Deadline.NONE)
                .on(connect());

        assertThat(call.status().isOk()).isTrue();
        assertThat(seen.get()).hasToString("{trace=1-2, user=张三}");
        assertThat(call.headers).hasToString("{h=first}");
        assertThat(call.trailers).hasToString("{t=last, t=ü}");
    }

    @Test
    void aOneWayCallEndsWithoutAReplyAndIsExecuted() throws Exception {
        Held held = new Held();
        dispatcher.on(ONEWAY, held);
        TestCall call = new TestCall(ONEWAY, "news").on(connect());

        assertThat(call.status().isOk()).isTrue();
        assertThat(held.next().message()).isEqualTo("news");
        held.replies.take().onClose(RpcStatus.of(Code.INTERNAL, "nobody hears it"), Metadata.EMPTY);
        assertThat(call.ends).hasValue(1);
    }

    // ---------------------------------------------------------------- failures

    @Test
    void aFailureArrivesWithAllItsFields() throws Exception {
        dispatcher.on(
                ECHO,
                (call, reply) -> reply.onClose(
                        RpcStatus.of(Code.PERMISSION_DENIED, "not you")
                                .withErrorCode("E42")
                                .withExceptionType("a.b.Denied")
                                .withCause(new IllegalStateException("stays here")),
                        new Metadata().add("why", "rules")));
        TestCall call = new TestCall(ECHO, "x").on(connect());

        RpcStatus status = call.status();
        assertThat(status.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(status.message()).isEqualTo("not you");
        assertThat(status.errorCode()).isEqualTo("E42");
        assertThat(status.exceptionType()).isEqualTo("a.b.Denied");
        assertThat(status.notExecuted()).isFalse();
        assertThat(status.cause()).isNull();
        assertThat(call.trailers).hasToString("{why=rules}");
        assertThat(call.messages).isZero();
    }

    @Test
    void violationsAndAStackTraceArriveWithWhoSentThem() throws Exception {
        List<RpcViolation> violations = List.of(new RpcViolation("echo.text", "too short"));
        dispatcher.on(
                ECHO,
                (call, reply) -> reply.onClose(
                        RpcStatus.of(Code.INVALID_ARGUMENT, "no")
                                .withViolations(violations)
                                .withRemoteStackTrace("at a.B.c")
                                .withNode("elsewhere"),
                        Metadata.EMPTY));
        RpcStatus status = new TestCall(ECHO, "x").on(connect()).status();

        assertThat(status.violations()).isEqualTo(violations);
        assertThat(status.remoteStackTrace()).isEqualTo("at a.B.c");
        assertThat(status.node()).isEqualTo(connect().peer().processId());
    }

    @Test
    void aDeclaredExceptionArrivesAsItsType() throws Exception {
        dispatcher.on(
                ECHO,
                (call, reply) -> reply.onClose(
                        RpcStatus.of(Code.FAILED_PRECONDITION, "taken").withCause(new NameTaken("zhangsan")),
                        Metadata.EMPTY));
        RpcStatus status = new TestCall(ECHO, "x").on(connect()).status();

        assertThat(status.cause()).isInstanceOf(NameTaken.class).hasMessage("zhangsan");
    }

    @Test
    void whatTheServerDoesNotExportIsRefusedAsNotExecuted() throws Exception {
        Connection connection = connect();
        RpcStatus method = new TestCall(TestMethods.method("nothing", false), "x")
                .on(connection)
                .status();
        assertThat(method.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(method.message()).isEqualTo("test.Echo[group=g, version=1]/nothing is not exported here");
        assertThat(method.notExecuted()).isTrue();

        TestCall otherVersion = new TestCall(ECHO, "x");
        connection.service(new ServiceId("test.Echo", "g", "2")).handle(otherVersion, otherVersion);
        assertThat(otherVersion.status().message())
                .isEqualTo("test.Echo[group=g, version=2]/echo is not exported here");
    }

    @Test
    void aHandlerThatThrowsAnythingHarmsNobodyElse() throws Exception {
        Held held = new Held();
        dispatcher.on(TestMethods.method("held", false), held);
        dispatcher.on(ECHO, (call, reply) -> {
            throw new StackOverflowError("too deep");
        });
        Connection connection = connect();
        TestCall neighbour = new TestCall(TestMethods.method("held", false), "n").on(connection);
        RpcStatus status = new TestCall(ECHO, "x").on(connection).status();

        assertThat(status.code()).isEqualTo(Code.INTERNAL);
        assertThat(status.message())
                .isEqualTo("the handler of test.Echo/echo threw java.lang.StackOverflowError: too deep");
        held.replies.take().onMessage("still there");
        held.next();
        assertThat(connection.isUsable()).isTrue();
        assertThat(neighbour.isEnded()).isFalse();
    }

    @Test
    void aSecondReplyIsIgnored() throws Exception {
        dispatcher.on(ECHO, (call, reply) -> {
            reply.onMessage("one");
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
            reply.onMessage("two");
            reply.onClose(RpcStatus.of(Code.INTERNAL, "two"), Metadata.EMPTY);
        });
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "x").on(connection);

        assertThat(call.status().isOk()).isTrue();
        assertThat(new TestCall(ECHO, "y").on(connection).status().isOk()).isTrue();
        assertThat(call.ends).hasValue(1);
        assertThat(call.response).isEqualTo("one");
    }

    @Test
    void aRequestThatCannotBeEncodedIsNotSent() throws Exception {
        RpcStatus status = new TestCall(ECHO, "unencodable").on(connect()).status();

        assertThat(status.code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(status.message()).isEqualTo("text: it says so");
        assertThat(status.notExecuted()).isTrue();
    }

    @Test
    void aResponseThatCannotBeEncodedOrDecodedFailsItsCallOnly() throws Exception {
        dispatcher.on(ECHO, (call, reply) -> {
            reply.onMessage(call.message().equals("a") ? "unencodable" : "undecodable");
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        Connection connection = connect();
        RpcStatus unencodable = new TestCall(ECHO, "a").on(connection).status();
        assertThat(unencodable.code()).isEqualTo(Code.INTERNAL);
        assertThat(unencodable.message())
                .isEqualTo("the response of test.Echo/echo cannot be encoded: text: it says so");
        RpcStatus undecodable = new TestCall(ECHO, "b").on(connection).status();
        assertThat(undecodable.code()).isEqualTo(Code.INTERNAL);
        assertThat(undecodable.message())
                .isEqualTo("the response of test.Echo/echo cannot be decoded: text: it says so");
        assertThat(connection.isUsable()).isTrue();
    }

    @Test
    void aListenerThatThrowsHarmsNobodyElse() throws Exception {
        Connection connection = connect();
        connection.service(SERVICE).handle(new TestCall(ECHO, "x"), new ReplyListener() {
            @Override
            public void onMessage(Object message) {
                throw new IllegalStateException("listener");
            }

            @Override
            public void onClose(RpcStatus status, Metadata trailers) {}
        });
        assertThat(new TestCall(ECHO, "y").on(connection).status().isOk()).isTrue();
    }

    // ---------------------------------------------------------------- sizes

    @Test
    void aCallThatHasEndedAndLetGoOfItsMessageIsNotBegun() throws Exception {
        dispatcher.on(ECHO, echo());
        Connection connection = connect();
        TestCall ended = new TestCall(ECHO, "0123456789".repeat(20_000));
        ended.encodedMessage();
        ended.onClose(RpcStatus.of(Code.CANCELLED, "not wanted"), Metadata.EMPTY);
        TestCall reply = new TestCall(ECHO, "");

        connection.service(TestMethods.SERVICE).handle(ended, reply);

        assertThat(reply.status()).hasToString("CANCELLED: test.Echo/echo has ended");
        assertThat(reply.status().notExecuted()).isTrue();
    }

    @Test
    void largeMessagesTravelBothWays() throws Exception {
        startWith(6 * MIB, 6 * MIB);
        String large = "0123456789".repeat(MIB / 2);
        Connection connection = connect();
        TestCall first = new TestCall(ECHO, large).on(connection);
        TestCall second = new TestCall(ECHO, large + "!").on(connection);

        assertThat(first.status()).isEqualTo(RpcStatus.OK);
        assertThat(first.response.equals(large)).isTrue();
        assertThat(second.status()).isEqualTo(RpcStatus.OK);
        assertThat(second.response.equals(large + "!")).isTrue();
    }

    @Test
    void messagesOfAllSizesAroundAFrameTravelBothWays() throws Exception {
        Connection connection = connect();
        for (int size = (64 << 10) - 40; size < (64 << 10) + 10; size++) {
            String text = "x".repeat(size);
            TestCall call = new TestCall(ECHO, text).on(connection);
            assertThat(call.status()).as("%s bytes", size).isEqualTo(RpcStatus.OK);
            assertThat(call.response.equals(text)).as("%s bytes", size).isTrue();
        }
        for (int frames = 2; frames < 4; frames++) {
            for (int size = frames * (64 << 10) - 40; size < frames * (64 << 10) + 10; size++) {
                String text = "x".repeat(size);
                TestCall call = new TestCall(ECHO, text).on(connection);
                assertThat(call.status()).as("%s bytes", size).isEqualTo(RpcStatus.OK);
                assertThat(call.response.equals(text)).as("%s bytes", size).isTrue();
            }
        }
    }

    @Test
    void anOversizedRequestIsRefusedAndTheConnectionLives() throws Exception {
        startWith(MIB, MIB);
        Connection connection = connect();
        RpcStatus status =
                new TestCall(ECHO, "x".repeat(MIB + 1)).on(connection).status();

        assertThat(status.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(status.notExecuted()).isTrue();
        assertThat(status.message())
                .startsWith("the request of 1048577 bytes to test.Echo/echo is larger than the 1048576 bytes that ")
                .contains(target(null).address());
        TestCall fitting = new TestCall(ECHO, "x".repeat(MIB)).on(connection);
        assertThat(fitting.status()).isEqualTo(RpcStatus.OK);
    }

    @Test
    void anOversizedResponseFailsItsCallAndTheConnectionLives() throws Exception {
        startWith(MIB, MIB);
        dispatcher.on(ECHO, (call, reply) -> {
            reply.onMessage("x".repeat(Integer.parseInt(call.message().toString())));
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        Connection connection = connect();
        RpcStatus status =
                new TestCall(ECHO, String.valueOf(MIB + 1)).on(connection).status();

        assertThat(status.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(status.notExecuted()).isFalse();
        assertThat(status.message())
                .startsWith("the response of 1048577 bytes from test.Echo/echo is larger than the 1048576 bytes that "
                        + "the caller accepts");
        assertThat(new TestCall(ECHO, "1").on(connection).status()).isEqualTo(RpcStatus.OK);
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void aCancelledCallEndsAtOnceAndTheServerHearsOfIt() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "x").on(connection);
        RpcCall atServer = held.next();
        BlockingQueue<RpcStatus> cancelled = new LinkedBlockingQueue<>();
        atServer.onCancel(cancelled::add);
        call.cancel(RpcStatus.of(Code.DEADLINE_EXCEEDED, "too late"));

        assertThat(call.status().code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(call.status().message()).isEqualTo("too late");
        assertThat(call.status().notExecuted()).isFalse();
        RpcStatus heard = cancelled.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(heard).isNotNull();
        assertThat(heard.code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        held.replies.take().onClose(RpcStatus.of(Code.INTERNAL, "nobody waits"), Metadata.EMPTY);
        dispatcher.on(ECHO, echo());
        assertThat(new TestCall(TestMethods.method("echo", false), "y")
                        .on(connect())
                        .status()
                        .isOk())
                .isTrue();
        assertThat(call.ends).hasValue(1);
    }

    // ---------------------------------------------------------------- the end

    @Test
    void closingEndsPendingCallsAsPossiblyExecuted() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "x").on(connection);
        RpcCall atServer = held.next();
        TestCall another = new TestCall(ECHO, "z").on(connection);
        held.next();
        connection.close();

        assertThat(call.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(call.status().notExecuted()).isFalse();
        assertThat(another.status()).as("a break is one event").isSameAs(call.status());
        await().until(atServer::isCancelled);
        assertThat(connection
                        .whenUnusable()
                        .toCompletableFuture()
                        .get(SECONDS, TimeUnit.SECONDS)
                        .code())
                .isEqualTo(Code.UNAVAILABLE);
        assertThat(connection.isUsable()).isFalse();
        RpcStatus later = new TestCall(ECHO, "y").on(connection).status();
        assertThat(later.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(later.notExecuted()).isTrue();
    }

    @Test
    void closingTheClientsTransportEndsPendingCalls() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        TestCall call = new TestCall(ECHO, "x").on(connect());
        held.next();
        client.close();

        assertThat(call.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThatThrownBy(this::connect).isInstanceOf(ExecutionException.class).hasMessageContaining("closed");
    }

    @Test
    void aDrainedConnectionTakesNoNewCallsAndAnswersThePendingOnes() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "x").on(connection);
        held.next();
        connection.drain();
        connection.whenUnusable().toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);

        RpcStatus refused = new TestCall(ECHO, "y").on(connection).status();
        assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refused.notExecuted()).isTrue();
        assertThat(call.isEnded()).isFalse();
        ReplyListener reply = held.replies.take();
        reply.onMessage("done");
        reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        assertThat(call.status().isOk()).isTrue();
    }

    @Test
    void aServerThatShutsDownAnswersWhatRunsAndLosesNothing() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        CountDownLatch running = new CountDownLatch(50);
        try {
            dispatcher.on(
                    ECHO,
                    (call, reply) -> executor.execute(() -> {
                        running.countDown();
                        echo().handle(call, reply);
                    }));
            Connection connection = connect();
            BlockingQueue<TestCall> calls = new LinkedBlockingQueue<>();
            Thread caller = new Thread(() -> {
                for (int i = 0; i < 5_000 && connection.isUsable(); i++) {
                    calls.add(new TestCall(ECHO, "n" + i).on(connection));
                }
            });
            caller.start();
            assertThat(running.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            server.shutdown(Duration.ofSeconds(SECONDS));
            caller.join(TimeUnit.SECONDS.toMillis(SECONDS));
            for (TestCall call : calls) {
                RpcStatus status = call.status();
                assertThat(status.isOk() || status.code() == Code.UNAVAILABLE && status.notExecuted())
                        .as("%s", status)
                        .isTrue();
            }
            assertThat(connection.isUsable()).isFalse();
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aSuspendedServerAnswersWhatRunsAndTurnsAwayWhoComesUntilItIsResumed() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        Connection connection = connect();
        TestCall call = new TestCall(ECHO, "x").on(connection);
        held.next();

        server.suspend("not serving");

        assertThat(connection
                        .whenUnusable()
                        .toCompletableFuture()
                        .get(SECONDS, TimeUnit.SECONDS)
                        .message())
                .endsWith(" takes no new calls: not serving");
        assertThat(new TestCall(ECHO, "y").on(connection).status().notExecuted())
                .isTrue();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(this::connect)
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageEndingWith(" refuses this connection (UNAVAILABLE): not serving");
        }
        assertThat(call.isEnded()).isFalse();
        ReplyListener reply = held.replies.take();
        reply.onMessage("done");
        reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        assertThat(call.status().isOk()).isTrue();

        server.resume();
        dispatcher.on(ECHO, echo());
        assertThat(new TestCall(ECHO, "z").on(connect()).status().isOk()).isTrue();
    }

    @Test
    void aServerThatIsSuspendedAgainAndAgainLosesNothing() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        dispatcher.on(ECHO, (call, reply) -> {
            ran.incrementAndGet();
            echo().handle(call, reply);
        });
        int answered = 0;
        for (int round = 0; round < 20; round++) {
            Connection connection = connect();
            BlockingQueue<TestCall> calls = new LinkedBlockingQueue<>();
            Thread caller = new Thread(() -> {
                for (int i = 0; i < 5_000 && connection.isUsable(); i++) {
                    calls.add(new TestCall(ECHO, "n" + i).on(connection));
                }
            });
            caller.start();
            TestCall first = calls.poll(SECONDS, TimeUnit.SECONDS);
            assertThat(first).isNotNull();
            assertThat(first.status().isOk()).isTrue();
            answered++;
            server.suspend("not serving");
            caller.join(TimeUnit.SECONDS.toMillis(SECONDS));
            for (TestCall call : calls) {
                RpcStatus status = call.status();
                assertThat(status.isOk() || status.code() == Code.UNAVAILABLE && status.notExecuted())
                        .as("%s", status)
                        .isTrue();
                answered += status.isOk() ? 1 : 0;
            }
            server.resume();
        }
        assertThat(ran).hasValue(answered); // what was told to go elsewhere did not run here as well
    }

    @Test
    void callsThatOutliveTheGraceAreCancelled() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        TestCall call = new TestCall(ECHO, "x").on(connect());
        RpcCall atServer = held.next();
        server.shutdown(Duration.ofMillis(50));

        assertThat(atServer.isCancelled()).isTrue();
        assertThat(call.status().code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(call.status().notExecuted()).isFalse();
    }

    @Test
    void aServerThatShutsDownWaitsForOneWayCalls() throws Exception {
        Held held = new Held();
        dispatcher.on(ONEWAY, held);
        new TestCall(ONEWAY, "x").on(connect()).status();
        RpcCall atServer = held.next();
        Thread stopping = new Thread(() -> server.shutdown(Duration.ofSeconds(SECONDS)));
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        held.replies.take().onClose(RpcStatus.OK, Metadata.EMPTY);
        stopping.join(TimeUnit.SECONDS.toMillis(SECONDS));

        assertThat(stopping.isAlive()).isFalse();
        assertThat(atServer.isCancelled()).isFalse();
    }

    @Test
    void aOneWayCallOutlivesItsConnection() throws Exception {
        Held held = new Held();
        dispatcher.on(ONEWAY, held).on(ECHO, held);
        Connection connection = connect();
        new TestCall(ONEWAY, "x").on(connection).status();
        RpcCall oneway = held.next();
        TestCall waiting = new TestCall(ECHO, "y").on(connection);
        RpcCall twoway = held.next();
        connection.close();
        assertThat(waiting.status().code()).isEqualTo(Code.UNAVAILABLE);
        await().until(twoway::isCancelled);
        assertThat(oneway.isCancelled()).isFalse();
        Thread stopping = new Thread(() -> server.shutdown(Duration.ofSeconds(SECONDS)));
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        held.replies.take().onClose(RpcStatus.OK, Metadata.EMPTY);
        held.replies.take().onClose(RpcStatus.OK, Metadata.EMPTY);
        stopping.join(TimeUnit.SECONDS.toMillis(SECONDS));

        assertThat(stopping.isAlive()).isFalse();
        assertThat(oneway.isCancelled()).isFalse();
    }

    @Test
    void aServerThatShutsDownWaitsForCallsWhoseClientsHaveGone() throws Exception {
        Held held = new Held();
        dispatcher.on(ECHO, held);
        Connection connection = connect();
        new TestCall(ECHO, "x").on(connection);
        RpcCall atServer = held.next();
        connection.close();
        await().until(atServer::isCancelled);
        Thread stopping = new Thread(() -> server.shutdown(Duration.ofSeconds(SECONDS)));
        stopping.start();
        await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
        held.replies.take().onClose(RpcStatus.OK, Metadata.EMPTY);
        stopping.join(TimeUnit.SECONDS.toMillis(SECONDS));

        assertThat(stopping.isAlive()).isFalse();
    }

    // ---------------------------------------------------------------- connecting

    @Test
    void nobodyThereIsUnavailableAndNamesTheAddress() throws Exception {
        ConnectTarget target = target(null);
        server.shutdown(Duration.ZERO);

        assertThatThrownBy(() -> connect(target))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RpcException.class)
                .hasMessageStartingWith("UNAVAILABLE: cannot connect to " + target.address() + ": ")
                .hasMessageContainingAll("efused");
    }

    @Test
    void anotherProcessThanExpectedIsNamed() {
        assertThatThrownBy(() -> connect(target("server-0")))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(RpcException.class)
                .hasMessage("UNAVAILABLE: " + target(null).address()
                        + " is answered by process server-1, not by server-0, which was expected there");
    }

    @Test
    void aPortInUseIsABindExceptionThatNamesIt() {
        assertThatThrownBy(() -> serverOn(server.address().getPort()).start(dispatcher))
                .isInstanceOf(java.net.BindException.class)
                .hasMessageContaining(String.valueOf(server.address().getPort()))
                .hasMessageContaining("in use");
    }

    /** A server on this port of the loopback. */
    protected abstract ServerTransport serverOn(int port);

    @Test
    void theDispatcherHearsOfTheRealPort() {
        assertThat(dispatcher.boundTo).isEqualTo(server.address());
        assertThat(server.address().getPort()).isPositive();
    }
}
