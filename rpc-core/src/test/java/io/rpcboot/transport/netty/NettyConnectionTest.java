package io.rpcboot.transport.netty;

import static io.rpcboot.transport.TestMethods.ECHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.LargeArrays;
import io.rpcboot.core.Metadata;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import io.rpcboot.transport.ConnectionContractTest;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerTransport;
import io.rpcboot.transport.TestCall;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The contract over real sockets, and what only they have. */
abstract class NettyConnectionTest extends ConnectionContractTest {

    abstract boolean nativeTransport();

    NettyClientTransport.Builder clientBuilder() {
        return NettyClientTransport.builder().nativeTransport(nativeTransport()).threads(1);
    }

    NettyServerTransport.Builder serverBuilder() {
        return NettyServerTransport.builder()
                .nativeTransport(nativeTransport())
                .threads(1)
                .host("127.0.0.1");
    }

    @Override
    protected ClientTransport client(int maxMessageSize) {
        return clientBuilder().maxMessageSize(maxMessageSize).build();
    }

    @Override
    protected ServerTransport server(int maxMessageSize) {
        return serverBuilder().maxMessageSize(maxMessageSize).build();
    }

    @Override
    protected ServerTransport serverOn(int port) {
        return serverBuilder().port(port).build();
    }

    @Test
    void theThreadsOfBothSidesAreTransportThreads() throws Exception {
        List<Boolean> atServer = new ArrayList<>();
        dispatcher.on(ECHO, (call, reply) -> {
            atServer.add(client.isTransportThread());
            atServer.add(Thread.currentThread().isDaemon());
            reply.onMessage(Thread.currentThread().getName());
            reply.onClose(RpcStatus.OK, call.metadata());
        });
        TestCall call = new TestCall(ECHO, "x").on(connect());

        assertThat(call.status().isOk()).isTrue();
        assertThat(atServer).containsExactly(true, true);
        assertThat((String) call.response).startsWith("rpc-server-io-");
        assertThat(call.endedOn.getName()).startsWith("rpc-client-io-");
        assertThat(client.isTransportThread()).isFalse();
    }

    @Test
    void aWrongTokenIsRefusedWithTheCureAndTheRightOneIsNot() throws Exception {
        RunningServer guarded = serverBuilder().token("secret").build().start(dispatcher);
        try {
            ConnectTarget target =
                    new ConnectTarget("127.0.0.1", guarded.address().getPort(), null);
            assertThatThrownBy(() -> connect(target))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .hasMessage("UNAVAILABLE: cannot connect to " + target.address() + ": " + target.address()
                            + " refuses this connection (UNAUTHENTICATED): this server wants a token; set "
                            + "rpc.client.token to its rpc.server.token");
            try (NettyClientTransport knowing = clientBuilder().token("secret").build()) {
                Connection connection =
                        knowing.connect(target).toCompletableFuture().get(20, TimeUnit.SECONDS);
                assertThat(new TestCall(ECHO, "x").on(connection).status().isOk())
                        .isTrue();
            }
        } finally {
            guarded.shutdown(Duration.ZERO);
        }
    }

    @Test
    void tooManyPendingCallsAreRefusedAsNotExecuted() throws Exception {
        dispatcher.on(ECHO, (call, reply) -> {
            // never answered
        });
        try (NettyClientTransport narrow = clientBuilder().maxPendingCalls(2).build()) {
            Connection connection =
                    narrow.connect(target(null)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            TestCall first = new TestCall(ECHO, "1").on(connection);
            new TestCall(ECHO, "2").on(connection);
            RpcStatus refused = new TestCall(ECHO, "3").on(connection).status();
            assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
            assertThat(refused.notExecuted()).isTrue();
            assertThat(refused.message())
                    .isEqualTo("2 calls to " + target(null).address()
                            + " are pending on one connection, which is the limit");
            first.cancel(RpcStatus.of(Code.CANCELLED, "enough"));
            first.status();
            TestCall fourth = new TestCall(ECHO, "4").on(connection);
            assertThat(fourth.isEnded()).isFalse();
        }
    }

    @Test
    void aConnectionThatHasUsedUpItsStreamIdsDrains() throws Exception {
        try (NettyClientTransport old =
                clientBuilder().firstStreamId(Integer.MAX_VALUE - 1).build()) {
            Connection connection =
                    old.connect(target(null)).toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(new TestCall(ECHO, "1").on(connection).status().isOk()).isTrue();
            assertThat(new TestCall(ECHO, "2").on(connection).status().isOk()).isTrue();
            assertThat(connection
                            .whenUnusable()
                            .toCompletableFuture()
                            .get(20, TimeUnit.SECONDS)
                            .message())
                    .isEqualTo("the connection to " + target(null).address() + " has used up its stream ids");
            assertThat(new TestCall(ECHO, "3").on(connection).status().notExecuted())
                    .isTrue();
        }
    }

    @Test
    void anUnknownHostIsNamed() {
        assertThatThrownBy(() -> connect(new ConnectTarget("no-such-host.invalid", 1, null)))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessage("UNAVAILABLE: cannot connect to no-such-host.invalid:1: the name cannot be resolved");
    }

    @Test
    void largeMessagesKeepTheirBytesWhateverBecomesOfOthers() throws Exception {
        Queue<String> mixed = new ConcurrentLinkedQueue<>();
        dispatcher.on(ECHO, (call, reply) -> {
            String text = (String) call.message();
            if (!isOfOneLetter(text)) {
                mixed.add(text.substring(0, 10));
            }
            reply.onMessage(text);
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        });
        Connection connection = connect();
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            List<TestCall> kept = new ArrayList<>();
            for (int k = 0; k < 4; k++) {
                int length = LargeArrays.MIN_LENGTH + random.nextInt(200_000);
                String text = Character.toString('a' + random.nextInt(26)).repeat(length);
                TestCall call = new TestCall(ECHO, text).on(connection);
                switch (random.nextInt(3)) {
                    case 0 -> kept.add(call);
                    case 1 -> call.cancel(RpcStatus.of(Code.CANCELLED, "not wanted"));
                    default -> call.onClose(RpcStatus.OK, Metadata.EMPTY); // as if another attempt were answered
                }
            }
            for (TestCall call : kept) {
                assertThat(call.status().isOk()).isTrue();
                assertThat(call.response.equals(call.message())).isTrue();
            }
        }
        assertThat(mixed).isEmpty();
    }

    private static boolean isOfOneLetter(String text) {
        return text.chars().allMatch(letter -> letter == text.charAt(0));
    }
}
