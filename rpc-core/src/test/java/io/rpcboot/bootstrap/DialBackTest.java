package io.rpcboot.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.registry.AdvertisedAddress;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.Certificates;
import io.rpcboot.testing.LogCapture;
import io.rpcboot.transport.netty.NettyClientTransport;
import io.rpcboot.transport.netty.NettyServerTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.apache.curator.test.TestingServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DialBackTest {

    interface Greeter {
        String greet(String name);
    }

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final LogCapture log = new LogCapture(DialBack.class.getName());
    private String clientToken = "secret";
    private @Nullable SSLContext served;
    private @Nullable SSLContext trusted;

    @AfterEach
    void close() {
        log.close();
        registry.close();
    }

    private RpcServer server() throws Exception {
        return server(0);
    }

    /** @param advertisedPort 0 for the real one */
    private RpcServer server(int advertisedPort) throws Exception {
        return RpcServer.builder()
                .transport(NettyServerTransport.builder()
                        .host("127.0.0.1")
                        .token("secret")
                        .sslContext(served == null ? null : () -> served)
                        .build())
                .registry(registry)
                .advertise(bound -> InetSocketAddress.createUnresolved(
                        "127.0.0.1", advertisedPort == 0 ? bound.getPort() : advertisedPort))
                .export(Greeter.class, name -> name)
                .build()
                .start();
    }

    private void dial(RpcServer server) {
        DialBack.dial(
                server,
                "set by rpc.server.advertised-host",
                () -> NettyClientTransport.builder()
                        .threads(1)
                        .nativeTransport(false) // whose words for a refusal vary
                        .token(clientToken)
                        .sslContext(trusted == null ? null : () -> trusted)
                        .build());
    }

    @Test
    void whoReachesItselfSaysNothing() throws Exception {
        try (RpcServer server = server().register()) {
            dial(server);
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void anAddressWhereNobodyAnswersIsWarnedOfWithItsReasonAndItsCure() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        try (RpcServer server = server(free).register()) {
            dial(server);
        }
        assertThat(log.lines())
                .containsExactly("WARNING This process has registered the address 127.0.0.1:" + free
                        + " (set by rpc.server.advertised-host) and does not reach itself there: cannot connect to"
                        + " 127.0.0.1:" + free + ": Connection refused. Most likely consumers do not either. Set"
                        + " rpc.server.advertised-host, and -port if ports are mapped, to what they reach; or have another"
                        + " of this machine's addresses (" + AdvertisedAddress.choices() + ") chosen by"
                        + " rpc.network.preferred-networks, preferred-interfaces or ignored-interfaces. If only this"
                        + " process cannot reach it, rpc.server.dial-back=false ends this warning");
    }

    @Test
    void anotherProcessAtTheAddressIsNamed() throws Exception {
        try (RpcServer other = server();
                RpcServer server = server(other.address().getPort()).register()) {
            dial(server);

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains(" is answered by process " + other.processId() + ", not by " + server.processId());
        }
    }

    @Test
    void aTokenThatDoesNotFitIsTold() throws Exception {
        clientToken = "another";
        try (RpcServer server = server().register()) {
            dial(server);
        }
        assertThat(log.linesWith("the token is not this server's")).hasSize(1);
    }

    @Test
    void whoSpeaksTlsIsReachedByIt(@TempDir Path directory) throws Exception {
        served = Certificates.context(directory.resolve("served.p12"), "SAN=IP:127.0.0.1");
        trusted = served;
        try (RpcServer server = server().register()) {
            dial(server);
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aCertificateThatConsumersMayTrustAndThisProcessDoesNotTellsNothing(@TempDir Path directory) throws Exception {
        served = Certificates.context(directory.resolve("served.p12"), "SAN=IP:127.0.0.1");
        trusted = Certificates.context(directory.resolve("trusted.p12"), "SAN=IP:127.0.0.1");
        try (RpcServer server = server().register()) {
            dial(server);
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aCertificateForAnotherHostIsWarnedOf(@TempDir Path directory) throws Exception {
        served = Certificates.context(directory.resolve("served.p12"), "SAN=DNS:elsewhere.example");
        trusted = served;
        try (RpcServer server = server().register()) {
            dial(server);
        }
        assertThat(log.linesWith("does not reach itself there"))
                .singleElement()
                .asString()
                .contains("127.0.0.1 found");
    }

    @Test
    void aServerThatIsNotRegisteredOrOfflineIsNotDialled() throws Exception {
        try (RpcServer server = server()) {
            dial(server);
            server.register();
            server.offline();
            dial(server);
        }
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aProviderWithoutSpringDialsItselfToo() throws Exception {
        try (TestingServer zooKeeper = new TestingServer();
                Rpc provider = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                LogCapture server = new LogCapture("io.rpcboot")) {
            provider.export(Greeter.class, name -> name);

            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread -> thread.getName().equals("rpc-dial-back")));
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("rpc-dial-back")));
            assertThat(server.linesWith("WARN")).isEmpty();
        }
    }
}
