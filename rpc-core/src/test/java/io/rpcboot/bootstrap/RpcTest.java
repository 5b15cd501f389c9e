package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Reference;
import io.rpcboot.server.RpcServer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RpcTest {

    interface Greeter {
        String greet(String name);

        CompletableFuture<String> greetLater(String name);
    }

    private static class GreeterBean implements Greeter {
        @Override
        public String greet(String name) {
            return "hello " + name;
        }

        @Override
        public CompletableFuture<String> greetLater(String name) {
            return CompletableFuture.completedFuture(greet(name));
        }
    }

    @Test
    void tenLinesSufficeForACallOverTcpThroughZooKeeper() throws Exception {
        try (TestingServer zooKeeper = new TestingServer();
                Rpc provider = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc consumer = Rpc.connect("zookeeper://" + zooKeeper.getConnectString())) {
            provider.export(Greeter.class, new GreeterBean())
                    .registrations()
                    .get(0)
                    .whenRegistered()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);

            assertThat(consumer.refer(Greeter.class).greet("zhangsan")).isEqualTo("hello zhangsan");
        }
    }

    @Test
    void aConsumerStartsWhileTheRegistryIsDownWithWhatItsFileSays(@TempDir Path directory) throws Exception {
        RegistryConnection.Options options =
                RegistryConnection.Options.DEFAULT.withCacheFile(directory.resolve("instances.json"));
        try (TestingServer zooKeeper = new TestingServer();
                Rpc provider = Rpc.connect("zookeeper://" + zooKeeper.getConnectString())) {
            provider.export(Greeter.class, new GreeterBean())
                    .registrations()
                    .get(0)
                    .whenRegistered()
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
            try (Rpc first = Rpc.connect("zookeeper://" + zooKeeper.getConnectString(), options)) {
                assertThat(first.refer(Greeter.class).greet("zhangsan")).isEqualTo("hello zhangsan");
            }
            zooKeeper.stop();

            try (Rpc second = Rpc.connect("zookeeper://" + zooKeeper.getConnectString(), options)) {
                assertThat(second.refer(Greeter.class).greet("lisi")).isEqualTo("hello lisi");
                assertThat(second.client().explain(Greeter.class.getName()))
                        .contains("(not connected yet, retrying), for which ", "instances.json stands in, lists 1: ");
            }
        }
    }

    @Test
    void aMethodOnTheTransportsThreadIsKeptFromBlockingIt() throws Exception {
        try (Rpc rpc = Rpc.connect("memory:RpcTest-direct")) {
            AtomicReference<Greeter> itself = new AtomicReference<>();
            RpcServer server = rpc.server()
                    .executor(RpcServer.DIRECT)
                    .export(Greeter.class, new GreeterBean() {
                        @Override
                        public String greet(String name) {
                            return name.equals("nested")
                                    ? itself.get().greet("x")
                                    : Thread.currentThread().getName();
                        }
                    })
                    .build();
            try (server) {
                server.start().register();
                itself.set(rpc.refer(Greeter.class));

                assertThat(itself.get().greet("x")).startsWith("rpc-server-io-");
                assertThatThrownBy(() -> itself.get().greet("nested"))
                        .isInstanceOf(RpcException.class)
                        .hasMessageContaining("a blocking call on the thread rpc-server-io-");
            }
        }
    }

    @Test
    void aBlockingCallInACallbackFailsInsteadOfWaitingForItself() throws Exception {
        try (Rpc rpc = Rpc.connect("memory:RpcTest")) {
            rpc.export(Greeter.class, new GreeterBean());
            Greeter greeter = rpc.client().refer(Reference.to(Greeter.class).local(Reference.Local.NEVER));
            greeter.greet("x"); // connected by now, so that the next reply comes on the transport's thread

            CompletableFuture<String> nested = new CompletableFuture<>();
            // A server that answers at once may be done before the callback is added; then this thread runs it. So try
            // until the transport's thread did.
            for (int i = 0; i < 1000 && !nested.isCompletedExceptionally(); i++) {
                greeter.greetLater("x")
                        .thenApply(greeter::greet)
                        .whenComplete((value, error) -> {
                            if (error != null) {
                                nested.completeExceptionally(error.getCause());
                            }
                        })
                        .exceptionally(Throwable::getMessage)
                        .get(5, TimeUnit.SECONDS);
            }

            assertThat(nested)
                    .failsWithin(5, TimeUnit.SECONDS)
                    .withThrowableOfType(java.util.concurrent.ExecutionException.class)
                    .havingCause()
                    .isInstanceOfSatisfying(RpcException.class, e -> {
                        assertThat(e.code()).isEqualTo(Code.FAILED_PRECONDITION);
                        assertThat(e).hasMessageContaining("would wait for itself");
                    });
        }
    }

    @Test
    void whatItExportsItselfItCallsWithoutTheNetworkButNotOnATransportsThread() throws Exception {
        try (Rpc rpc = Rpc.connect("memory:RpcTest-local")) {
            AtomicReference<@Nullable Thread> ranOn = new AtomicReference<>();
            rpc.export(Greeter.class, new GreeterBean() {
                @Override
                public CompletableFuture<String> greetLater(String name) {
                    ranOn.set(Thread.currentThread());
                    return super.greetLater(name);
                }
            });
            Greeter near = rpc.refer(Greeter.class);
            Greeter far = rpc.client().refer(Reference.to(Greeter.class).local(Reference.Local.NEVER));

            near.greetLater("x").get(5, TimeUnit.SECONDS);
            assertThat(ranOn.get()).isSameAs(Thread.currentThread());

            far.greetLater("x").thenCompose(near::greetLater).get(5, TimeUnit.SECONDS);
            assertThat(ranOn.get().getName()).doesNotContain("-io-");
        }
    }

    @Test
    void anAddressThatIsNoneIsRefusedWithTheFormsThatThereAre() {
        assertThatThrownBy(() -> Rpc.connect("etcd://x"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("etcd://x")
                .hasMessageContaining("zookeeper://");
    }

    @Test
    void nothingIsExportedAfterTheEnd() {
        Rpc rpc = Rpc.connect("memory:RpcTest-closed");
        rpc.close();

        assertThatThrownBy(() -> rpc.export(Greeter.class, new GreeterBean()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the connection is closed, and nobody would close a server for " + Greeter.class.getName()
                        + "; export before close(), or over another Rpc.connect(…)");
    }
}
