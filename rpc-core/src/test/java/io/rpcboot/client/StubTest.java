package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.rpcboot.RemoteStackTrace;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.RpcViolation;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RpcContext;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.Chat;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StubTest {

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final InMemoryTransport transport = new InMemoryTransport();
    private final TestTimer timer = new TestTimer();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final AtomicReference<@Nullable RpcContext> seen = new AtomicReference<>();
    private @Nullable RpcServer server;
    private @Nullable RpcClient client;

    private final class ChatBean implements Chat {

        @Override
        public User find(long id) throws NoSuchUserException {
            if (id < 0) {
                throw new NoSuchUserException("no user " + id, id);
            }
            return new User(id, "zhangsan", List.of("admin"));
        }

        @Override
        public String post(String text) {
            seen.set(RpcContext.current());
            switch (text) {
                case "fail" -> throw new IllegalStateException("broken");
                case "invalid" ->
                    throw new RpcException(RpcStatus.of(Code.INVALID_ARGUMENT, "bad text")
                            .withViolations(List.of(new RpcViolation("post.text", "must not be invalid"))));
                case "deny" -> throw new RpcException(Code.PERMISSION_DENIED, "not you", "E42");
                case "overflow" -> throw new StackOverflowError();
                case "hostile" ->
                    throw new IllegalStateException() {
                        @Override
                        public String getMessage() {
                            throw new UnsupportedOperationException("no message");
                        }
                    };
                case "unlinked" ->
                    throw new IllegalStateException() {
                        @Override
                        public String getMessage() {
                            throw new NoClassDefFoundError("com/acme/Text");
                        }
                    };
                case "block" -> {
                    entered.countDown();
                    awaitRelease();
                }
                default -> {}
            }
            return "posted " + text;
        }

        @Override
        public CompletableFuture<String> postLater(String text) {
            return text.equals("never") ? new CompletableFuture<>() : CompletableFuture.supplyAsync(() -> post(text));
        }

        @Override
        public void tell(String text) {
            told.add(text);
        }

        private void awaitRelease() {
            try {
                release.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @BeforeEach
    void start() throws IOException {
        server = serve(RpcServer.builder());
        client = client(RpcClient.builder());
    }

    private RpcServer serve(RpcServer.Builder builder) throws IOException {
        return builder.transport(transport.server("localhost", 0))
                .registry(registry)
                .gracePeriod(Duration.ofMillis(300))
                .export(Chat.class, new ChatBean())
                .build()
                .start()
                .register();
    }

    private RpcClient client(RpcClient.Builder builder) {
        return builder.transport(transport).timer(timer).discovery(registry).build();
    }

    @AfterEach
    void stop() {
        release.countDown();
        client.close();
        server.close();
        transport.close();
        timer.close();
    }

    @Test
    void aCallReturnsWhatTheBeanReturned() throws Exception {
        assertThat(client.refer(Chat.class).find(7)).isEqualTo(new Chat.User(7, "zhangsan", List.of("admin")));
    }

    @Test
    void aDeclaredExceptionArrivesAsItsTypeWithItsState() {
        Chat.NoSuchUserException thrown = catchThrowableOfType(
                Chat.NoSuchUserException.class, () -> client.refer(Chat.class).find(-3));

        assertThat(thrown).hasMessage("no user -3");
        assertThat(thrown.getId()).isEqualTo(-3);
    }

    @Test
    void anUndeclaredExceptionArrivesAsStatusUnknownWithItsTypeAsText() {
        RpcException thrown = catchThrowableOfType(
                RpcException.class, () -> client.refer(Chat.class).post("fail"));

        assertThat(thrown.code()).isEqualTo(Code.UNKNOWN);
        assertThat(thrown).hasMessage("UNKNOWN: io.rpcboot.testing.Chat/post: broken");
        assertThat(thrown.remoteExceptionType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(thrown.method()).isEqualTo("io.rpcboot.testing.Chat/post");
    }

    @Test
    void theStackTraceOfWhatArrivesIsTheCallersAndNamesTheRemoteProcess() {
        Chat chat = client.refer(Chat.class);
        String onServer = "io.rpcboot.testing.Chat.%s(on " + server.processId() + ")";

        for (Throwable thrown : List.of(
                catchThrowable(() -> chat.find(-3)),
                catchThrowable(() -> chat.post("fail")),
                catchThrowable(() -> chat.post("deny")))) {
            String method = thrown instanceof Chat.NoSuchUserException ? "find" : "post";
            assertThat(thrown.getStackTrace()[0]).hasToString(onServer.formatted(method));
            assertThat(thrown.getStackTrace())
                    .anySatisfy(frame -> assertThat(frame.getClassName()).isEqualTo(StubTest.class.getName()));
            assertThat(thrown).hasNoCause().hasNoSuppressedExceptions();
        }
    }

    @Test
    void whatNeverLeftThisProcessNamesNoOther() {
        RpcException thrown = catchThrowableOfType(
                RpcException.class,
                () -> client.refer(Reference.to(Chat.class).group("blue")).post("x"));

        assertThat(thrown.node()).isNull();
        assertThat(thrown.getStackTrace()[0].getClassName()).startsWith("io.rpcboot.");
    }

    @Test
    void anExceptionKnowsTheProcessThatAnswered() {
        RpcException thrown = catchThrowableOfType(
                RpcException.class, () -> client.refer(Chat.class).post("fail"));

        assertThat(thrown.node()).isEqualTo(server.processId());
    }

    @Test
    void violationsThatTheBeanFoundArriveFromAfarAndFromWithin() {
        RpcClient near = client(RpcClient.builder().localServices(server.localServices()));
        for (RpcClient each : List.of(client, near)) {
            assertThatThrownBy(() -> each.refer(Chat.class).post("invalid"))
                    .isInstanceOfSatisfying(RpcException.class, e -> {
                        assertThat(e).hasMessage("INVALID_ARGUMENT: io.rpcboot.testing.Chat/post: bad text");
                        assertThat(e.violations())
                                .containsExactly(new RpcViolation("post.text", "must not be invalid"));
                    });
        }
    }

    @Test
    void stackTracesOfTheRemoteProcessStayThereUnlessTheServerIsSetToSendThem() throws IOException {
        assertThat(catchThrowable(() -> client.refer(Chat.class).post("fail"))).hasNoSuppressedExceptions();
        server.close();
        server = serve(RpcServer.builder().includeStackTrace(true));
        RpcClient near = client(RpcClient.builder().localServices(server.localServices()));

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> client.refer(Chat.class).find(-3),
                () -> client.refer(Chat.class).post("fail"))) {
            assertThat(catchThrowable(call).getSuppressed())
                    .singleElement()
                    .isInstanceOfSatisfying(RemoteStackTrace.class, remote -> {
                        assertThat(remote).hasMessageStartingWith("on " + server.processId() + ": ");
                        assertThat(remote).hasMessageContaining("\tat " + ChatBean.class.getName() + ".");
                        assertThat(remote.getStackTrace()).isEmpty();
                    });
        }
        assertThat(catchThrowable(() -> near.refer(Chat.class).post("fail")).getSuppressed())
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.THROWABLE)
                .hasMessageStartingWith("on this process: java.lang.IllegalStateException: broken");
        assertThat(catchThrowable(() -> near.refer(Chat.class).find(-3))).hasNoSuppressedExceptions();
        assertThat(catchThrowable(() -> client.refer(Chat.class).post("hostile")))
                .isInstanceOf(RpcException.class)
                .hasNoSuppressedExceptions();
    }

    @Test
    void adviceSeesTheBeansMethodAndWhatItThrowsIsTheBeansAnswer() throws IOException {
        server.close();
        server = serve(RpcServer.builder()
                .advice((method, bean, next) -> method.javaMethod().getName().equals("post")
                        ? arguments -> "advised " + next.invoke(new Object[] {arguments[0] + "!"})
                        : next)
                .advice((method, bean, next) -> arguments -> {
                    if (arguments.length > 0 && arguments[0].equals("stop!")) {
                        throw new RpcException(Code.ABORTED, "advice");
                    }
                    return next.invoke(arguments);
                }));
        Chat chat = client.refer(Chat.class);

        assertThat(chat.post("x")).isEqualTo("advised posted x!");
        assertThatThrownBy(() -> chat.post("stop")).hasMessage("ABORTED: io.rpcboot.testing.Chat/post: advice");
        assertThatThrownBy(() -> chat.find(-1)).isInstanceOf(Chat.NoSuchUserException.class);
    }

    @Test
    void aStatusThatTheBeanChoseArrivesWithItsErrorCode() {
        RpcException thrown = catchThrowableOfType(
                RpcException.class, () -> client.refer(Chat.class).post("deny"));

        assertThat(thrown.code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(thrown.errorCode()).isEqualTo("E42");
    }

    @Test
    void aStackOverflowInTheBeanIsAnInternalErrorAndTheNextCallWorks() {
        Chat chat = client.refer(Chat.class);

        assertThatThrownBy(() -> chat.post("overflow")).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.INTERNAL);
            assertThat(e.remoteExceptionType()).isEqualTo("java.lang.StackOverflowError");
        });
        assertThat(chat.post("again")).isEqualTo("posted again");
    }

    @Test
    void anExceptionThatCannotSayItsMessageStillEndsItsCall() {
        assertThatThrownBy(() -> client.refer(Chat.class).post("hostile"))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN));
    }

    @Test
    void aServersInterceptorCannotSayOfACallThatRanThatItDidNot() throws IOException {
        AtomicInteger runs = new AtomicInteger();
        server.close();
        server = serve(RpcServer.builder().interceptor((call, reply, next) -> {
            runs.incrementAndGet();
            reply.onClose(RpcStatus.of(Code.UNAVAILABLE, "its audit").withNotExecuted(true), Metadata.EMPTY);
        }));

        assertThatThrownBy(() -> client.refer(Chat.class).post("x"))
                .isInstanceOfSatisfying(
                        RpcException.class,
                        e -> assertThat(e.status().notExecuted()).isFalse());
        assertThat(runs).hasValue(1);
    }

    @Test
    void aTracerThatThrowsCostsNobodyACall() throws IOException {
        CallTracer broken = (call, stage, bytes) -> {
            throw new IllegalStateException("tracer");
        };
        server.close();
        server = serve(RpcServer.builder().tracer(broken));
        Chat chat = client(RpcClient.builder().tracer(broken)).refer(Chat.class);

        assertThat(chat.post("x")).isEqualTo("posted x");
        assertThat(chat.postLater("x")).succeedsWithin(Duration.ofSeconds(2)).isEqualTo("posted x");
    }

    @Test
    void anExecutorThatFailsRefusesTheCallAndGivesItsPlaceBack() throws IOException {
        AtomicInteger failures = new AtomicInteger(3);
        server.close();
        server = serve(RpcServer.builder().maxConcurrency(1).executor(task -> {
            if (failures.getAndDecrement() > 0) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            task.run();
        }));
        Chat chat = client.refer(Reference.to(Chat.class).retries(0));

        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> chat.post("x")).hasMessageContaining("the server's executor takes no more calls");
        }
        assertThat(chat.post("x")).isEqualTo("posted x");
    }

    @Test
    void whatEscapesUnforeseenAnswersTheCallAndGivesItsPlaceBack() throws IOException {
        for (Executor executor : List.of(RpcServer.DIRECT, (Executor) task -> new Thread(task).start())) {
            server.close();
            server = serve(RpcServer.builder().maxConcurrency(1).executor(executor));
            Chat chat = client.refer(Reference.to(Chat.class).retries(0));

            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(() -> chat.post("unlinked"))
                        .isInstanceOfSatisfying(
                                RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.INTERNAL))
                        .hasMessageContaining("post: answering failed: java.lang.NoClassDefFoundError: com/acme/Text");
            }
            assertThat(chat.post("x")).isEqualTo("posted x");
        }
    }

    @Test
    void aFutureCompletesAndFailsAsABlockingCallWould() throws Exception {
        Chat chat = client.refer(Chat.class);

        assertThat(chat.postLater("x").get(5, TimeUnit.SECONDS)).isEqualTo("posted x");
        assertThatThrownBy(() -> chat.postLater("fail").get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN));
    }

    @Test
    void aOnewayCallReturnsAtOnceAndArrives() {
        client.refer(Chat.class).tell("hello");

        await().untilAsserted(() -> assertThat(told).containsExactly("hello"));
    }

    @Test
    void defaultMethodsAndThoseOfObjectAreAnsweredByTheStub() {
        Chat chat = client.refer(Chat.class);

        assertThat(chat.shout("x")).isEqualTo("posted X");
        assertThat(chat).hasToString("rpc stub of io.rpcboot.testing.Chat").isEqualTo(chat);
        assertThat(chat).isNotEqualTo(client.refer(Chat.class)).hasSameHashCodeAs(chat);
    }

    @Test
    void aCallThatTakesTooLongEndsWithDeadlineExceededAndTellsTheServer() throws Exception {
        Chat chat = client.refer(Reference.to(Chat.class).timeout(Duration.ofMillis(100)));

        assertThatThrownBy(() -> chat.post("block"))
                .isInstanceOf(RpcException.class)
                .hasMessageMatching("DEADLINE_EXCEEDED: io.rpcboot.testing.Chat/post: no answer within \\d+ ms");
        await().untilAsserted(() -> assertThat(seen.get().call().isCancelled()).isTrue());
    }

    @Test
    void aCallbackThatBlocksKeepsNobodyElseFromTheirDeadline() throws Exception {
        Chat chat = client.refer(Reference.to(Chat.class).timeout(Duration.ofMillis(100)));
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch blocks = new CountDownLatch(1);
        CompletableFuture<?> blocked = chat.postLater("never").exceptionally(late -> {
            blocks.countDown();
            try {
                assertThat(released.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return null;
        });
        assertThat(blocks.await(20, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(() -> chat.post("block")).hasMessageContaining("no answer within 100 ms");

        assertThat(blocked).isNotDone();
        released.countDown();
        assertThat(blocked).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aFutureThatTakesTooLongFailsWithDeadlineExceeded() {
        Chat chat = client.refer(Reference.to(Chat.class).timeout(Duration.ofMillis(100)));

        assertThat(chat.postLater("never"))
                .failsWithin(Duration.ofSeconds(5))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("DEADLINE_EXCEEDED");
    }

    @Test
    void cancellingAFutureCancelsTheCallAtTheServer() throws Exception {
        CompletableFuture<String> future = client.refer(Chat.class).postLater("block");
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

        future.cancel(true);

        assertThat(future).isCancelled();
    }

    @Test
    void interruptingABlockedCallerEndsTheCallAndKeepsTheFlag() throws Exception {
        Chat chat = client.refer(Chat.class);
        var executor = Executors.newSingleThreadExecutor();
        Future<Boolean> flag = executor.submit(() -> {
            assertThatThrownBy(() -> chat.post("block")).hasMessageContaining("CANCELLED");
            return Thread.currentThread().isInterrupted();
        });
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();

        executor.shutdownNow();

        assertThat(flag.get(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void interceptorsOnBothSidesSeeTheCallAndItsMetadata() throws IOException {
        AtomicReference<@Nullable String> tenant = new AtomicReference<>();
        server.close();
        server = serve(RpcServer.builder().interceptor((call, reply, next) -> {
            tenant.set(call.metadata().get("tenant") + "/" + call.metadata().get("trace"));
            next.handle(call, reply);
        }));
        Chat chat = client(RpcClient.builder().interceptor((call, reply, next) -> {
                    call.metadata().set("tenant", "acme");
                    next.handle(call, reply);
                }))
                .refer(Chat.class);

        try (RpcContext.Scope scope = RpcContext.attach("trace", "t1")) {
            chat.post("x");
        }

        assertThat(tenant.get()).isEqualTo("acme/t1");
    }

    @Test
    void anInterceptorThatThrowsEndsTheCallOnceAndFreesItsPlaceOnce() throws IOException {
        server.close();
        server = serve(RpcServer.builder().maxConcurrency(1).interceptor((call, reply, next) -> {
            next.handle(call, reply);
            throw new IllegalStateException("too late");
        }));
        Chat refusing = client(RpcClient.builder().interceptor((call, reply, next) -> {
                    throw new RpcException(Code.UNAUTHENTICATED, "who are you");
                }))
                .refer(Chat.class);
        Chat chat = client.refer(Chat.class);

        assertThatThrownBy(() -> refusing.post("x")).hasMessageStartingWith("UNAUTHENTICATED");
        assertThat(refusing.postLater("x")).isCompletedExceptionally();
        for (int i = 0; i < 3; i++) {
            assertThat(chat.post("x")).isEqualTo("posted x");
        }
    }

    @Test
    void theDeadlineOfTheCallBeingAnsweredBoundsTheCallsMadeForIt() {
        Chat chat = client.refer(Reference.to(Chat.class).timeout(Duration.ofSeconds(2)));

        chat.post("x");

        long left = seen.get().deadline().remainingNanos();
        assertThat(TimeUnit.NANOSECONDS.toMillis(left)).isBetween(1L, 2000L);
    }

    @Test
    void aNestedFailureReachesTheCallerAsUnknownSoThatNobodyRepeatsAWrite() throws IOException {
        server.close();
        Chat inner = client.refer(Reference.to(Chat.class).group("nowhere"));
        server = RpcServer.builder()
                .transport(transport.server("localhost", 0))
                .registry(registry)
                .export(Relay.class, text -> inner.post(text))
                .build()
                .start()
                .register();

        assertThatThrownBy(() -> client.refer(Relay.class).relay("x")).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.UNKNOWN);
            assertThat(e.errorCode()).isEqualTo("UNAVAILABLE");
            assertThat(e.status().notExecuted()).isFalse();
        });
    }

    interface Relay {
        String relay(String text);
    }

    @Test
    void aServiceOfTheSameProcessIsCalledWithoutTheNetworkOnTheCallersThread() {
        RpcClient near = client(RpcClient.builder().localServices(server.localServices()));

        near.refer(Chat.class).post("x");

        assertThat(seen.get().call()).isInstanceOf(ClientCall.class);
        assertThat(seen.get().peer()).isNull();
    }

    @Test
    void withLocalNeverItGoesOverTheWire() {
        RpcClient near =
                client(RpcClient.builder().localServices(server.localServices()).local(Reference.Local.NEVER));

        near.refer(Chat.class).post("x");

        assertThat(seen.get().peer()).isNotNull();
    }

    @Test
    void aLocalCallFailsAsARemoteOneWould() {
        RpcClient near = client(RpcClient.builder().localServices(server.localServices()));
        Chat chat = near.refer(Chat.class);

        assertThatThrownBy(() -> chat.post("fail")).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e).hasMessage("UNKNOWN: io.rpcboot.testing.Chat/post: broken");
            assertThat(e).hasNoCause();
        });
        assertThatThrownBy(() -> chat.find(-1)).isInstanceOf(Chat.NoSuchUserException.class);
    }

    @Test
    void anUnreachableServiceIsNamedWithEveryKnownInstanceAndWhyItWasNotChosen() {
        Chat other = client.refer(Reference.to(Chat.class).group("blue").version("2"));

        assertThatThrownBy(() -> other.post("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageStartingWith(
                        "UNAVAILABLE: io.rpcboot.testing.Chat[group=blue, version=2]: no usable instance; ")
                .hasMessageContaining(
                        "lists 1: localhost:" + server.address().getPort() + " (group \"\", asked for \"blue\")");
    }

    @Test
    void groupsAndVersionsOfOneInterfaceLiveSideBySide() throws IOException {
        server.close();
        server = RpcServer.builder()
                .transport(transport.server("localhost", 0))
                .registry(registry)
                .export(Export.of(Relay.class, text -> "blue " + text).withGroup("blue"))
                .export(Export.of(Relay.class, text -> "green " + text)
                        .withGroup("green")
                        .withVersion("2"))
                .build()
                .start()
                .register();

        assertThat(client.refer(Reference.to(Relay.class).group("blue")).relay("x"))
                .isEqualTo("blue x");
        assertThat(client.refer(Reference.to(Relay.class).group("green").version("*"))
                        .relay("x"))
                .isEqualTo("green x");
    }

    @Test
    void callsBeyondTheServersLimitAreShed() throws Exception {
        server.close();
        server = serve(RpcServer.builder().maxConcurrency(1));
        Chat chat = client.refer(Reference.to(Chat.class).retries(0));
        CompletableFuture<String> first = chat.postLater("x").thenCompose(x -> chat.postLater("never"));
        await().untilAsserted(() -> assertThatThrownBy(() -> chat.post("y"))
                .isInstanceOfSatisfying(RpcException.class, e -> {
                    assertThat(e.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
                    assertThat(e.status().notExecuted()).isTrue();
                    assertThat(e.getMessage()).contains("rpc.server.max-concurrency");
                    assertThat(e.getStackTrace()).isEmpty();
                }));
        first.cancel(true);
    }

    @Test
    void settingsOfAMethodThatThereIsNotAreRefusedWithTheMethodsThatThereAre() {
        Reference<Chat> reference = Reference.to(Chat.class).method("fnd", own -> own.timeout(Duration.ofSeconds(1)));

        assertThatThrownBy(() -> client.refer(reference))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("settings for method \"fnd\": io.rpcboot.testing.Chat has only"
                        + " [find, post, postLater, tell]");
    }

    @Test
    void anUnknownLoadBalancerIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> client.refer(Reference.to(Chat.class).loadBalancer("luck")))
                .hasMessage("load balancer \"luck\" of the reference to io.rpcboot.testing.Chat does not exist;"
                        + " there are [consistent-hash, least-pending, p2c, random, round-robin]");
    }

    @Test
    void theFirstCallOfALazyReferenceFindsTheService() {
        assertThat(client.refer(Reference.to(Chat.class).lazy(true)).post("x")).isEqualTo("posted x");
    }

    @Test
    void aUrlNeedsNoRegistry() {
        RpcClient alone = RpcClient.builder().transport(transport).timer(timer).build();
        Chat chat = alone.refer(
                Reference.to(Chat.class).url("localhost:" + server.address().getPort()));

        assertThat(chat.post("x")).isEqualTo("posted x");
    }
}
