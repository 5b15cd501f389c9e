package io.rpcboot.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ContextSnapshotFactory;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.context.integration.Slf4jThreadLocalAccessor;
import io.rpcboot.RpcStatus;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcContext;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** What callbacks find on their thread, over real sockets. */
class ContextPropagationTest {

    interface Echo {
        CompletableFuture<String> later(String text);
    }

    interface Front {
        CompletableFuture<String> both(String text);
    }

    private static final ThreadLocal<@Nullable String> OWN = new ThreadLocal<>();

    /** The log's context, a thread local of the user's, and ours. */
    private final ContextRegistry known = new ContextRegistry()
            .registerThreadLocalAccessor(new RpcContextAccessor())
            .registerThreadLocalAccessor(new Slf4jThreadLocalAccessor())
            .registerThreadLocalAccessor(new OwnAccessor());

    private final SnapshotCarrier carrier = new SnapshotCarrier(ContextSnapshotFactory.builder()
            .contextRegistry(known)
            .clearMissing(true)
            .build());

    private final LinkedBlockingQueue<CompletableFuture<String>> pending = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestTimer timer = new TestTimer();
    private final NettyClientTransport transport =
            NettyClientTransport.builder().build();

    private static final class OwnAccessor implements ThreadLocalAccessor<String> {
        @Override
        public Object key() {
            return "own";
        }

        @Override
        public @Nullable String getValue() {
            return OWN.get();
        }

        @Override
        public void setValue(String value) {
            OWN.set(value);
        }

        @Override
        public void setValue() {
            OWN.remove();
        }
    }

    /** The echo answers when the test says so, on the test's thread. */
    private final class EchoBean implements Echo {
        @Override
        public CompletableFuture<String> later(String text) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            pending.add(answer);
            return answer;
        }
    }

    @BeforeEach
    void start() {
        open.add(timer);
        open.add(transport);
    }

    @AfterEach
    void stop() throws Exception {
        MDC.clear();
        OWN.remove();
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    private <T> RpcServer serve(Class<T> service, T bean, RpcServer.Builder builder) throws IOException {
        RpcServer server = builder.transport(
                        NettyServerTransport.builder().host("127.0.0.1").build())
                .gracePeriod(Duration.ZERO)
                .export(service, bean)
                .build()
                .start();
        open.add(server);
        return server;
    }

    private <T> T refer(Class<T> service, RpcServer server, RpcClient.Builder builder) {
        RpcClient client = builder.transport(transport).timer(timer).build();
        open.add(client);
        return client.refer(Reference.to(service)
                .url("127.0.0.1:" + server.address().getPort())
                .timeout(Duration.ofSeconds(20)));
    }

    private Echo echo(RpcClient.Builder builder) throws IOException {
        return refer(Echo.class, serve(Echo.class, new EchoBean(), RpcServer.builder()), builder);
    }

    /** Once the server waits for it, so that it is this thread that goes on. */
    private void answer() throws InterruptedException {
        CompletableFuture<String> answer = pending.poll(20, TimeUnit.SECONDS);
        await().until(() -> answer.getNumberOfDependents() > 0);
        answer.complete("answer");
    }

    private static String seen() {
        return Thread.currentThread().getName().replaceAll("\\d", "") + " " + MDC.get("user") + " " + OWN.get();
    }

    @Test
    void aCallbackHasWhatTheCallingThreadHad() throws Exception {
        Echo echo = echo(RpcClient.builder().contextCarrier(carrier));
        MDC.put("user", "ann");
        OWN.set("mine");
        CompletableFuture<String> call = echo.later("x");
        CompletableFuture<String> seen = call.thenApply(value -> seen());
        MDC.put("user", "bob");
        OWN.remove();

        answer();

        assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("rpc-client-io- ann mine");
        assertThat(seen()).endsWith(" bob null");
    }

    @Test
    void theThreadThatRunsACallbackIsLeftAsItWas() throws Exception {
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Echo echo = echo(RpcClient.builder().contextCarrier(carrier).callbackExecutor(tasks::add));
        OWN.set("mine");
        CompletableFuture<String> seen = echo.later("x").thenApply(value -> seen());
        OWN.set("another");
        MDC.put("user", "bob");

        answer();
        tasks.poll(20, TimeUnit.SECONDS).run();

        assertThat(seen).isCompletedWithValue("main null mine");
        assertThat(seen()).isEqualTo("main bob another");
    }

    @Test
    void anAccessorThatFailsCostsNobodyACall() throws Exception {
        for (String broken : List.of("get", "set", "restore")) {
            known.registerThreadLocalAccessor(
                    "broken",
                    () -> broken.equals("get") ? fail() : OWN.get(),
                    value -> {
                        if (broken.equals("set") || value.equals("back")) {
                            fail();
                        }
                    },
                    () -> {});
            OWN.set(broken.equals("restore") ? "back" : "value");
            Echo echo = echo(RpcClient.builder().contextCarrier(carrier));
            CompletableFuture<String> call = echo.later("x");

            answer();

            assertThat(call).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("answer");
        }
    }

    @Test
    void anAccessorThatFailsLeavesNoThreadWithTheContextOfACall() {
        for (int failing = 1; failing <= 2; failing++) { // to set the context, and to put back what there was
            ContextRegistry registry = new ContextRegistry();
            if (failing == 1) {
                registry.registerThreadLocalAccessor(new RpcContextAccessor());
            }
            AtomicInteger calls = new AtomicInteger(-failing);
            registry.registerThreadLocalAccessor(
                    "broken",
                    () -> "x",
                    value -> {
                        if (calls.incrementAndGet() == 0) {
                            fail();
                        }
                    },
                    () -> {});
            if (failing == 2) {
                registry.registerThreadLocalAccessor(new RpcContextAccessor());
            }
            ContextCarrier broken = new SnapshotCarrier(ContextSnapshotFactory.builder()
                    .contextRegistry(registry)
                    .clearMissing(true)
                    .build());
            ContextCarrier.Captured captured;
            try (RpcContext.Scope attached = RpcContext.attach("user", "ann")) {
                captured = broken.capture();
            }

            captured.open().close();

            assertThat(calls).hasValue(0);
            assertThat(RpcContext.current()).isNull();
        }
    }

    private static String fail() {
        throw new IllegalStateException("broken accessor");
    }

    @Test
    void withoutTheLibraryACallbackHasNothingButTheRpcContext() throws Exception {
        Echo echo = echo(RpcClient.builder());
        MDC.put("user", "ann");
        CompletableFuture<String> seen = echo.later("x").thenApply(value -> seen());

        answer();

        assertThat(seen.get(20, TimeUnit.SECONDS)).endsWith(" null null");
    }

    @Test
    void callsMadeInACallbackAreForTheSameCallWithAndWithoutTheLibrary() throws Exception {
        for (ContextCarrier each : List.of(carrier, ContextCarrier.RPC_CONTEXT)) {
            Echo echo = echo(RpcClient.builder().contextCarrier(each));
            AtomicReference<@Nullable RpcContext> inMethod = new AtomicReference<>();
            AtomicReference<@Nullable RpcContext> inCallback = new AtomicReference<>();
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            RpcServer server = serve(
                    Front.class,
                    text -> {
                        inMethod.set(RpcContext.current());
                        return echo.later("first").thenCompose(value -> {
                            inCallback.set(RpcContext.current());
                            return echo.later("second").whenComplete((second, thrown) -> end.complete(thrown));
                        });
                    },
                    RpcServer.builder());
            CompletableFuture<String> call =
                    refer(Front.class, server, RpcClient.builder()).both("x");
            answer();
            await().until(() -> pending.size() == 1);
            assertThat(inCallback.get()).isSameAs(inMethod.get()).isNotNull();

            call.cancel(true);

            assertThat(end.get(20, TimeUnit.SECONDS)).hasMessageContaining("given up with ");
            pending.clear();
        }
    }

    @Test
    void interceptorsOfTheServerHaveAtTheEndOfAFutureWhatTheMethodsThreadHad() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        RpcServer server = serve(
                Echo.class,
                new EchoBean(),
                RpcServer.builder().contextCarrier(carrier).interceptor((call, reply, next) -> {
                    MDC.put("user", "ann");
                    try {
                        next.handle(call, new ReplyListener() {
                            @Override
                            public void onMessage(@Nullable Object message) {
                                reply.onMessage(message);
                            }

                            @Override
                            public void onClose(RpcStatus status, Metadata trailers) {
                                seen.complete(seen());
                                reply.onClose(status, trailers);
                            }
                        });
                    } finally {
                        MDC.clear();
                    }
                }));
        CompletableFuture<String> call =
                refer(Echo.class, server, RpcClient.builder()).later("x");
        OWN.set("the test's");

        answer();

        assertThat(seen.get(20, TimeUnit.SECONDS)).isEqualTo("main ann null");
        assertThat(call).succeedsWithin(Duration.ofSeconds(20));
        assertThat(seen()).isEqualTo("main null the test's");
    }

    @Test
    void theLibraryFindsTheRpcContextByItselfAndTakesItToOtherThreads() throws Exception {
        assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
                .hasAtLeastOneElementOfType(RpcContextAccessor.class);
        ExecutorService plain = Executors.newSingleThreadExecutor();
        open.add(plain::shutdownNow);
        ExecutorService carrying = ContextExecutorService.wrap(
                plain, ContextSnapshotFactory.builder().build()::captureAll);
        try (RpcContext.Scope attached = RpcContext.attach("tenant", "acme")) {
            assertThat(plain.submit(RpcContext::current).get()).isNull();
            assertThat(carrying.submit(RpcContext::current).get()).isSameAs(RpcContext.current());
        }
        assertThat(carrying.submit(RpcContext::current).get()).isNull();
    }

    @Test
    void aContextCanBeOpenedByHandOnAnotherThread() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        open.add(other::shutdownNow);
        try (RpcContext.Scope attached = RpcContext.attach("tenant", "acme")) {
            RpcContext mine = RpcContext.current();
            assertThat(other.submit(() -> {
                                try (RpcContext.Scope opened = mine.open()) {
                                    return RpcContext.current();
                                }
                            })
                            .get())
                    .isSameAs(mine);
        }
        assertThat(other.submit(RpcContext::current).get()).isNull();
    }

    @Test
    void whatIsCarriedDependsOnTheClassPath() {
        assertThat(ContextCarriers.find()).isInstanceOf(SnapshotCarrier.class);
        assertThat(ContextCarriers.find(new ClassLoader(null) {})).isSameAs(ContextCarrier.RPC_CONTEXT);
    }
}
