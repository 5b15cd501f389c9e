package io.rpcboot.transport.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.internal.PlatformDependent;
import io.rpcboot.core.CallTracer;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerDispatcher;
import io.rpcboot.transport.ServerTransport;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Serves the native protocol, and others if told to, on one TCP port. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
public final class NettyServerTransport implements ServerTransport {

    private static final int BACKLOG = 1_024;

    private final Builder options;

    private NettyServerTransport(Builder options) {
        this.options = options;
    }

    /** With the defaults, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public RunningServer start(ServerDispatcher dispatcher) throws IOException {
        IoKind io = IoKind.best(options.nativeTransport);
        EventLoopGroup group = io.newGroup(options.threads, "rpc-server-io");
        boolean started = false;
        try {
            NettyServer server = new NettyServer(group, protocols(), dispatcher, options.handshakeTimeout, tls());
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(group)
                    .channel(io.serverChannel())
                    .option(ChannelOption.SO_BACKLOG, BACKLOG)
                    .option(ChannelOption.AUTO_READ, false) // until the dispatcher knows the address
                    .childOption(ChannelOption.TCP_NODELAY, true)
                    .childOption(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(FrameWriter.LOW_WATER_MARK, FrameWriter.HIGH_WATER_MARK))
                    .childHandler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            server.accept(channel);
                        }
                    });
            if (!PlatformDependent.isWindows()) {
                bootstrap.option(ChannelOption.SO_REUSEADDR, true); // elsewhere it lets two servers share a port
            }
            ChannelFuture binding = bootstrap
                    .bind(new InetSocketAddress(options.host, options.port))
                    .awaitUninterruptibly();
            if (!binding.isSuccess()) {
                throw cannotBind(Objects.requireNonNull(binding.cause()));
            }
            server.bound(binding.channel());
            started = true;
            return server;
        } finally {
            if (!started) {
                group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            }
        }
    }

    private IOException cannotBind(Throwable cause) {
        BindException failure = new BindException("cannot bind "
                + new ConnectTarget(options.host, options.port, null).address() + ": " + Texts.of(cause));
        failure.initCause(cause);
        return failure;
    }

    private @Nullable Supplier<SslHandler> tls() {
        Supplier<SSLContext> context = options.sslContext;
        return context == null ? null : () -> Tls.server(context, options.clientAuth, options.handshakeTimeout);
    }

    private List<ServerProtocol> protocols() {
        List<ServerProtocol> all = new ArrayList<>();
        all.add(new NativeProtocol(processId -> new Settings(
                processId,
                options.token,
                options.maxMessageSize,
                options.maxConcurrentCalls,
                Settings.DEFAULT_MAX_PENDING_BYTES,
                options.keepAlive,
                options.handshakeTimeout,
                options.tracer)));
        all.addAll(options.protocols);
        return List.copyOf(all);
    }

    /** Makes a transport. */
    public static final class Builder {

        private String host = "0.0.0.0";
        private int port;
        private int threads = IoKind.defaultThreads();
        private boolean nativeTransport = true;
        private String token = "";
        private int maxMessageSize = Settings.DEFAULT_MAX_MESSAGE_SIZE;
        private int maxConcurrentCalls = Settings.DEFAULT_MAX_PENDING;
        private Duration keepAlive = Settings.DEFAULT_KEEP_ALIVE;
        private Duration handshakeTimeout = Settings.DEFAULT_HANDSHAKE_TIMEOUT;
        private CallTracer tracer = CallTracer.NONE;
        private @Nullable Supplier<SSLContext> sslContext;
        private ClientAuth clientAuth = ClientAuth.NONE;
        private final List<ServerProtocol> protocols = new ArrayList<>();

        private Builder() {}

        /** The address to bind; all of the machine's ({@code 0.0.0.0}) unless told otherwise. */
        public Builder host(String host) {
            this.host = Objects.requireNonNull(host);
            return this;
        }

        /** The port to bind; 0, any free one, unless told otherwise. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /** How many threads wait for the sockets: one a processor, four at the most, unless told otherwise. */
        public Builder threads(int threads) {
            this.threads = threads;
            return this;
        }

        /** Whether to use the platform's own way to wait for sockets where it loads; true unless told otherwise. */
        public Builder nativeTransport(boolean nativeTransport) {
            this.nativeTransport = nativeTransport;
            return this;
        }

        /** The shared secret that clients must show; null is none. It crosses the network as it is. */
        public Builder token(@Nullable String token) {
            this.token = token == null ? "" : token;
            return this;
        }

        /** The largest request that is accepted, in bytes: 4 MiB unless told otherwise. */
        public Builder maxMessageSize(int bytes) {
            this.maxMessageSize = bytes;
            return this;
        }

        /** How many calls of one connection may be in progress: 10,000 unless told otherwise. */
        public Builder maxConcurrentCalls(int calls) {
            this.maxConcurrentCalls = calls;
            return this;
        }

        /**
         * After how much silence a client is asked whether it lives, and how long it has to answer before the
         * connection is closed: 20 s unless told otherwise; zero is never.
         */
        public Builder keepAlive(Duration interval) {
            this.keepAlive = Objects.requireNonNull(interval);
            return this;
        }

        /** How long a client has to say what it speaks, and for its HELLO: 5 s each unless told otherwise. */
        public Builder handshakeTimeout(Duration timeout) {
            this.handshakeTimeout = Objects.requireNonNull(timeout);
            return this;
        }

        /** Who hears of the stages of every call; nobody unless told otherwise. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = Objects.requireNonNull(tracer);
            return this;
        }

        /** Speaks TLS with what this returns, asked for each new connection; null, as without this, is plain. */
        public Builder sslContext(@Nullable Supplier<SSLContext> sslContext) {
            this.sslContext = sslContext;
            return this;
        }

        /** Whether clients show a certificate in TLS; they need not unless told otherwise. */
        public Builder clientAuth(ClientAuth clientAuth) {
            this.clientAuth = Objects.requireNonNull(clientAuth);
            return this;
        }

        /** Adds a protocol that the port is to speak, after the native one and those added before. */
        public Builder protocol(ServerProtocol protocol) {
            protocols.add(Objects.requireNonNull(protocol));
            return this;
        }

        /** The transport; it may be started once or several times. */
        public NettyServerTransport build() {
            return new NettyServerTransport(this);
        }
    }
}
