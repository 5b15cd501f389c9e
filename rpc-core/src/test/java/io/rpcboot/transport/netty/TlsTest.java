package io.rpcboot.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.ssl.ClientAuth;
import io.rpcboot.RpcException;
import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    interface Greeter {
        String greet(String name);
    }

    /** For 127.0.0.1; trusts itself. */
    private static SSLContext here;

    /** For another host; trusted by nobody. */
    private static SSLContext elsewhere;

    private @Nullable RpcServer server;
    private @Nullable NettyClientTransport transport;

    @BeforeAll
    static void makeCertificates(@TempDir Path directory) throws Exception {
        here = Certificates.context(directory.resolve("here.p12"), "SAN=IP:127.0.0.1");
        elsewhere = Certificates.context(directory.resolve("elsewhere.p12"), "SAN=DNS:elsewhere.example");
    }

    private Greeter connect(
            @Nullable SSLContext serverContext, ClientAuth clientAuth, @Nullable SSLContext clientContext)
            throws IOException {
        server = RpcServer.builder()
                .transport(NettyServerTransport.builder()
                        .host("127.0.0.1")
                        .sslContext(serverContext == null ? null : () -> serverContext)
                        .clientAuth(clientAuth)
                        .build())
                .export(Greeter.class, name -> "hello " + name)
                .build()
                .start();
        transport = NettyClientTransport.builder()
                .sslContext(clientContext == null ? null : () -> clientContext)
                .build();
        return RpcClient.builder()
                .transport(transport)
                .timer(TransportTimer.named("tls-test-timer"))
                .build()
                .refer(Reference.to(Greeter.class)
                        .url("127.0.0.1:" + server.address().getPort()));
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void callsGoThroughTls() throws IOException {
        Greeter greeter = connect(here, ClientAuth.NONE, here);

        assertThat(greeter.greet("x")).isEqualTo("hello x");
        assertThat(greeter.greet("y".repeat(1_000_000))).hasSize(1_000_006);
    }

    @Test
    void aServerMayAskForACertificate() throws IOException {
        assertThat(connect(here, ClientAuth.REQUIRE, here).greet("x")).isEqualTo("hello x");
    }

    @Test
    void aClientWithoutTheRightCertificateIsRefused() throws IOException {
        Greeter greeter = connect(here, ClientAuth.REQUIRE, elsewhere);

        assertThatThrownBy(() -> greeter.greet("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void aServerThatTheClientDoesNotTrustIsRefusedWithTheReason() throws IOException {
        Greeter greeter = connect(elsewhere, ClientAuth.NONE, here);

        assertThatThrownBy(() -> greeter.greet("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("PKIX path");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws IOException {
        Greeter greeter = connect(elsewhere, ClientAuth.NONE, elsewhere);

        assertThatThrownBy(() -> greeter.greet("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("127.0.0.1");
    }

    @Test
    void aPlainClientOfATlsServerFailsAndDoesNotHang() throws IOException {
        Greeter greeter = connect(here, ClientAuth.NONE, null);

        assertThatThrownBy(() -> greeter.greet("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("UNAVAILABLE");
    }

    @Test
    void aTlsClientOfAPlainServerFailsAndDoesNotHang() throws IOException {
        Greeter greeter = connect(null, ClientAuth.NONE, here);

        assertThatThrownBy(() -> greeter.greet("x"))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("UNAVAILABLE");
    }
}
