package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.StringValue;
import io.rpcboot.RpcContract;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.GenericError;
import io.rpcboot.client.GenericService;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.core.RpcContext;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.Chat;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import io.rpcboot.transport.netty.TransportTimer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls by schema alone, over sockets, of services that are exported as ever. */
class GenericServiceTest {

    private static final String CHAT = Chat.class.getName();

    /** The same service before and after it got a method. */
    @RpcContract(name = "shop.Orders")
    interface Orders {
        String order(String what);
    }

    @RpcContract(name = "shop.Orders")
    interface NewerOrders {
        String order(String what);

        int count();
    }

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final NettyClientTransport transport =
            NettyClientTransport.builder().build();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final AtomicLong ahead = new AtomicLong();
    private final List<RpcServer> servers = new ArrayList<>();
    private final RpcClient client = RpcClient.builder()
            .transport(transport)
            .timer(TransportTimer.named("rpc-test"))
            .discovery(registry)
            .ticker(() -> System.nanoTime() + ahead.get())
            .timeout(Duration.ofSeconds(20)) // the machine may be busy
            .build();
    private final GenericService chat = client.generic(CHAT);

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
            if (text.equals("fail")) {
                throw new IllegalStateException("broken");
            }
            return "posted " + text;
        }

        @Override
        public CompletableFuture<String> postLater(String text) {
            started.countDown();
            told.add(String.valueOf(RpcContext.current().metadata().get("who")));
            return text.equals("never")
                    ? new CompletableFuture<>()
                    : CompletableFuture.completedFuture("later " + text);
        }

        @Override
        public void tell(String text) {
            told.add(text);
        }
    }

    @BeforeEach
    void serve() throws IOException {
        serve(Export.of(Chat.class, new ChatBean()));
    }

    private RpcServer serve(Export export) throws IOException {
        RpcServer server = RpcServer.builder()
                .transport(NettyServerTransport.builder().host("127.0.0.1").build())
                .registry(registry)
                .gracePeriod(Duration.ofMillis(100))
                .export(export)
                .build()
                .start()
                .register();
        servers.add(server);
        return server;
    }

    @AfterEach
    void stop() {
        client.close();
        servers.forEach(RpcServer::close);
        transport.close();
    }

    private static RpcException failureOf(CompletableFuture<?> call) {
        Throwable failure = catchThrowableOfType(ExecutionException.class, call::get);
        return (RpcException) failure.getCause();
    }

    // ---------------------------------------------------------------- messages

    @Test
    void messagesGoInAndOutAsTheSchemaOfAnInstanceSays() {
        DynamicMessage.Builder request = chat.newRequest("find");
        request.setField(request.getDescriptorForType().findFieldByName("id"), 7L);
        DynamicMessage response = chat.invoke("find", request.build());
        DynamicMessage user = (DynamicMessage)
                response.getField(response.getDescriptorForType().findFieldByName("result"));
        assertThat(user.getField(user.getDescriptorForType().findFieldByName("name")))
                .isEqualTo("zhangsan");
        assertThat(chat.descriptor().getMethods())
                .extracting(MethodDescriptor::getName)
                .containsExactlyInAnyOrder("find", "post", "postLater", "tell");
        assertThat(chat).hasToString("generic service " + CHAT);
    }

    @Test
    void jsonGoesInAndOut() {
        assertThat(chat.invokeJson("find", "{\"id\": 7}"))
                .isEqualTo("{\"result\":{\"id\":\"7\",\"name\":\"zhangsan\",\"roles\":[\"admin\"]}}");
        assertThat(chat.invokeJson("find", "{}"))
                .as("what is 0 is there as well")
                .isEqualTo("{\"result\":{\"id\":\"0\",\"name\":\"zhangsan\",\"roles\":[\"admin\"]}}");
        assertThat(chat.invokeJson("postLater", "{\"text\": \"x\"}")).isEqualTo("{\"result\":\"later x\"}");
    }

    @Test
    void nobodyHasToWait() {
        assertThat(chat.invokeJsonAsync("post", "{\"text\": \"x\"}"))
                .as("the schema is asked for first")
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo("{\"result\":\"posted x\"}");
        assertThat(chat.invokeAsync("find", chat.newRequest("find").build())).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void oneWayMethodsAnswerWithNothing() {
        assertThat(chat.invokeJson("tell", "{\"text\": \"hello\"}")).isEqualTo("{}");
        await().untilAsserted(() -> assertThat(told).containsExactly("hello"));
    }

    // ---------------------------------------------------------------- errors

    @Test
    void anExceptionThatTheMethodDeclaresIsReadableWithoutItsClass() {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> chat.invokeJson("find", "{\"id\": -1}"));
        assertThat(failure.code()).isEqualTo(Code.FAILED_PRECONDITION);
        assertThat(failure.remoteExceptionType()).isEqualTo(Chat.NoSuchUserException.class.getName());
        assertThat(failure).hasCauseInstanceOf(GenericError.class);
        GenericError error = (GenericError) failure.getCause();
        assertThat(error.type()).isEqualTo("NoSuchUserException");
        assertThat(error.json()).isEqualTo("{\"message\":\"no user -1\",\"id\":\"-1\"}");
        assertThat(error.details()
                        .getField(error.details().getDescriptorForType().findFieldByName("id")))
                .isEqualTo(-1L);

        assertThat(failureOf(chat.invokeJsonAsync("find", "{\"id\": -1}"))).hasCauseInstanceOf(GenericError.class);
    }

    @Test
    void whatTheMethodDoesNotDeclareIsAnErrorAsEver() {
        assertThatThrownBy(() -> chat.invokeJson("post", "{\"text\": \"fail\"}"))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN));
    }

    @Test
    void aMethodThatIsNotThereIsNamedWithThoseThatAre() {
        RpcException failure = catchThrowableOfType(RpcException.class, () -> chat.invokeJson("fnd", "{}"));
        assertThat(failure.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(failure.status().notExecuted()).isTrue();
        assertThat(failure)
                .hasMessageEndingWith(
                        CHAT + "/fnd: the contract has no such method; it has [find, post, postLater, tell]");
        assertThat(failureOf(chat.invokeJsonAsync("fnd", "{}")).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void aRequestThatIsNotTheMethodsIsRefusedHere() {
        for (String json : List.of("{\"idd\": 7}", "{\"id\": \"seven\"}", "7", "{", "")) {
            RpcException failure = catchThrowableOfType(RpcException.class, () -> chat.invokeJson("find", json));
            assertThat(failure.code()).as(json).isEqualTo(Code.INVALID_ARGUMENT);
            assertThat(failure.status().notExecuted()).isTrue();
        }
        assertThat(failureOf(chat.invokeJsonAsync("find", "{")).code()).isEqualTo(Code.INVALID_ARGUMENT);
        assertThatThrownBy(() -> chat.invoke("find", StringValue.of("7")))
                .hasMessageEndingWith(
                        CHAT + "/find: takes a io.rpcboot.testing.FindRequest, not a" + " google.protobuf.StringValue");
        assertThat(failureOf(chat.invokeAsync("find", StringValue.of("7"))).code())
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void aServiceThatNobodyProvidesIsUnavailable() {
        GenericService nobody = client.generic("shop.Nobody");
        assertThatThrownBy(() -> nobody.invokeJson("order", "{}")).isInstanceOfSatisfying(RpcException.class, e -> {
            assertThat(e.code()).isEqualTo(Code.UNAVAILABLE);
            assertThat(e).hasMessageContaining("shop.Nobody").hasMessageContaining("lists no instance");
        });
        assertThat(failureOf(nobody.invokeJsonAsync("order", "{}")).code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void aServiceThatTheProcessDoesNotExportIsNotFound() {
        int port = servers.get(0).address().getPort();
        GenericService wrong = client.refer(Reference.generic("shop.Nobody").url("127.0.0.1:" + port));
        assertThatThrownBy(() -> wrong.invokeJson("order", "{}"))
                .hasMessageContaining("NOT_FOUND")
                .hasMessageContaining("shop.Nobody is not exported here; this process exports [" + CHAT + "]");
    }

    @Test
    void settingsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> client.refer(Reference.generic(CHAT).fallbackToEmpty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the generic reference to " + CHAT
                        + " has a fallback, but what is empty to it nobody knows;" + " handle its RpcException");
    }

    // ---------------------------------------------------------------- whom

    @Test
    void groupsAndVersionsAreChosenAsForStubs() throws IOException {
        serve(Export.of(Orders.class, what -> "red 1").withGroup("red").withVersion("1.0"));
        serve(Export.of(Orders.class, what -> "red 2").withGroup("red").withVersion("2.0"));
        assertThat(client.generic("shop.Orders", "red", "2.0").invokeJson("order", "{}"))
                .isEqualTo("{\"result\":\"red 2\"}");
        assertThat(client.generic("shop.Orders", "red", "[1,2)").invokeJson("order", "{}"))
                .isEqualTo("{\"result\":\"red 1\"}");
    }

    @Test
    void anInstanceThatGoesIsReplacedByAnother() throws IOException {
        assertThat(chat.invokeJson("find", "{}")).isNotEmpty();
        serve(Export.of(Chat.class, new ChatBean()));
        servers.get(0).close();
        assertThat(chat.invokeJson("post", "{\"text\": \"on\"}")).isEqualTo("{\"result\":\"posted on\"}");
    }

    @Test
    void aMethodThatCameLaterIsFoundInTheNewSchema() throws IOException {
        RpcServer old = serve(Export.of(Orders.class, what -> "old " + what));
        GenericService orders = client.generic("shop.Orders");
        assertThat(orders.invokeJson("order", "{\"what\": \"tea\"}")).isEqualTo("{\"result\":\"old tea\"}");
        serve(Export.of(NewerOrders.class, new NewerOrders() {
            @Override
            public String order(String what) {
                return "new " + what;
            }

            @Override
            public int count() {
                return 3;
            }
        }));
        old.close();
        assertThatThrownBy(() -> orders.invokeJson("count", "{}"))
                .as("the schema is believed for a while")
                .hasMessageContaining("it has [order]");
        ahead.set(TimeUnit.SECONDS.toNanos(6));
        assertThat(orders.invokeJson("count", "{}")).isEqualTo("{\"result\":3}");
        assertThat(orders.invokeJsonAsync("order", "{\"what\": \"tea\"}"))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo("{\"result\":\"new tea\"}");
    }

    @Test
    void aSchemaThatIsThereNeedNotBeAskedFor() {
        ServiceDescriptor schema = ContractReader.schema(Chat.class).service();
        GenericService given = client.refer(Reference.generic(CHAT, schema));
        assertThat(given.invokeJson("post", "{\"text\": \"x\"}")).isEqualTo("{\"result\":\"posted x\"}");
        assertThat(given.descriptor()).isSameAs(schema);
    }

    @Test
    void whatTheCallerHasAttachedGoesAlongAlsoIfTheSchemaIsAskedForFirst() {
        try (RpcContext.Scope scope = RpcContext.attach("who", "gateway")) {
            for (int i = 0; i < 2; i++) {
                assertThat(chat.invokeJsonAsync("postLater", "{\"text\": \"x\"}"))
                        .succeedsWithin(Duration.ofSeconds(20))
                        .isEqualTo("{\"result\":\"later x\"}");
            }
        }
        assertThat(told).containsExactly("gateway", "gateway");
    }

    // ---------------------------------------------------------------- cancellation, deadline

    @Test
    void cancellingTheFutureCancelsTheCall() throws Exception {
        RpcClient watched = RpcClient.builder()
                .transport(transport)
                .timer(TransportTimer.named("rpc-test"))
                .discovery(registry)
                .timeout(Duration.ofSeconds(20))
                .interceptor((call, reply, next) -> {
                    call.onCancel(reason -> cancelled.countDown());
                    next.handle(call, reply);
                })
                .build();
        try (watched) {
            CompletableFuture<String> call =
                    watched.generic(CHAT).invokeJsonAsync("postLater", "{\"text\": \"never\"}");
            assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
            call.cancel(true);
            assertThat(cancelled.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(call).isCancelled();
        }
    }

    @Test
    void aCallEndsAtItsDeadline() {
        GenericService impatient = client.refer(
                Reference.generic(CHAT, ContractReader.schema(Chat.class).service())
                        .method("postLater", settings -> settings.timeout(Duration.ofMillis(50))));
        assertThatThrownBy(() -> impatient.invokeJson("postLater", "{\"text\": \"never\"}"))
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
    }
}
