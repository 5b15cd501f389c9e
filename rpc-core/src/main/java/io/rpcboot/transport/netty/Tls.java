package io.rpcboot.transport.netty;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslHandler;
import io.rpcboot.transport.ConnectTarget;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/** TLS in front of a connection's own handlers. Contexts are asked for anew for each connection, so they may change. */
final class Tls {

    private Tls() {}

    /** For a client that checks that the certificate is for the host it meant to reach. */
    static SslHandler client(Supplier<SSLContext> context, ConnectTarget target, Duration handshakeTimeout) {
        SSLEngine engine = context.get().createSSLEngine(target.host(), target.port());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        return handler(engine, handshakeTimeout);
    }

    /** For a server. */
    static SslHandler server(Supplier<SSLContext> context, ClientAuth clientAuth, Duration handshakeTimeout) {
        SSLEngine engine = context.get().createSSLEngine();
        engine.setUseClientMode(false);
        switch (clientAuth) {
            case OPTIONAL -> engine.setWantClientAuth(true);
            case REQUIRE -> engine.setNeedClientAuth(true);
            case NONE -> engine.setNeedClientAuth(false);
        }
        return handler(engine, handshakeTimeout);
    }

    private static SslHandler handler(SSLEngine engine, Duration handshakeTimeout) {
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeout(TimeUnit.NANOSECONDS.convert(handshakeTimeout), TimeUnit.NANOSECONDS);
        return handler;
    }

    /** What went wrong, without the wrapping that Netty's decoders put around it. */
    static Throwable unwrap(Throwable cause) {
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }
}
