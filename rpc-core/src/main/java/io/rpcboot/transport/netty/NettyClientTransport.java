package io.rpcboot.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.NetUtil;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Speaks the native protocol over TCP. Safe for use by many threads. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
public final class NettyClientTransport implements ClientTransport {

    private final Settings settings;
    private final @Nullable Supplier<SSLContext> sslContext;
    private final Duration connectTimeout;
    private final IoKind io;
    private final EventLoopGroup group;
    private final int firstStreamId;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();
    private final LongAdder lateResponses = new LongAdder();

    /** Names are looked up here: the JDK does it by blocking, and event loops must not. */
    private final Executor resolver = task -> {
        Thread thread = new Thread(task, "rpc-client-resolver");
        thread.setDaemon(true);
        thread.start();
    };

    private volatile boolean closed;

    private NettyClientTransport(Builder builder) {
        this.settings = new Settings(
                builder.processId,
                builder.token,
                builder.maxMessageSize,
                builder.maxPendingCalls,
                builder.maxPendingBytes,
                builder.keepAlive,
                builder.connectTimeout,
                builder.tracer);
        this.sslContext = builder.sslContext;
        this.connectTimeout = builder.connectTimeout;
        this.firstStreamId = builder.firstStreamId;
        this.io = IoKind.best(builder.nativeTransport);
        this.group = io.newGroup(builder.threads, "rpc-client-io");
    }

    /** With the defaults, to be changed. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public CompletionStage<Connection> connect(ConnectTarget target) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(target.host());
        if (literal != null) {
            try {
                connect(target, List.of(InetAddress.getByAddress(literal)), 0, result);
            } catch (UnknownHostException impossible) {
                result.completeExceptionally(impossible);
            }
        } else {
            resolver.execute(() -> {
                try {
                    connect(target, List.of(InetAddress.getAllByName(target.host())), 0, result);
                } catch (UnknownHostException e) {
                    result.completeExceptionally(failure(target, "the name cannot be resolved", e));
                }
            });
        }
        return result;
    }

    /** Tries the addresses from this one on. */
    private void connect(
            ConnectTarget target, List<InetAddress> addresses, int index, CompletableFuture<Connection> result) {
        if (closed) {
            result.completeExceptionally(failure(target, "the transport is closed", null));
            return;
        }
        ChannelFuture connecting;
        try {
            connecting = new Bootstrap()
                    .group(group)
                    .channel(io.channel())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                            Math.min(Integer.MAX_VALUE, connectTimeout.toMillis()))
                    .option(
                            ChannelOption.WRITE_BUFFER_WATER_MARK,
                            new WriteBufferWaterMark(FrameWriter.LOW_WATER_MARK, FrameWriter.HIGH_WATER_MARK))
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            register(channel, target, result);
                        }
                    })
                    .connect(new InetSocketAddress(addresses.get(index), target.port()));
        } catch (RuntimeException e) { // the group is shut down, or the port is none
            result.completeExceptionally(failure(target, Texts.of(e), e));
            return;
        }
        connecting.addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) {
                return; // the handshake decides
            }
            if (index + 1 < addresses.size()) {
                connect(target, addresses, index + 1, result);
            } else {
                Throwable cause = Objects.requireNonNull(done.cause());
                result.completeExceptionally(failure(target, reason(cause), cause));
            }
        });
    }

    private void register(Channel channel, ConnectTarget target, CompletableFuture<Connection> result) {
        NativeClientConnection connection =
                new NativeClientConnection(channel, settings, target, firstStreamId, lateResponses);
        channels.add(channel);
        channel.closeFuture().addListener(closing -> channels.remove(channel));
        connection.ready().whenComplete((ready, failure) -> {
            if (failure == null) {
                result.complete(ready);
            } else {
                result.completeExceptionally(failure);
            }
        });
        Supplier<SSLContext> tls = sslContext;
        if (tls != null) {
            channel.pipeline().addLast(Tls.client(tls, target, connectTimeout));
        }
        channel.pipeline().addLast(connection);
        if (closed) {
            channel.close();
        }
    }

    /** Netty puts the address into the message, which ours begins with. */
    private static String reason(Throwable cause) {
        String text = Texts.of(cause);
        int address = text.lastIndexOf(": ");
        return address < 0 ? text : text.substring(0, address);
    }

    private static RpcException failure(ConnectTarget target, String reason, @Nullable Throwable cause) {
        return new RpcException(RpcStatus.of(Code.UNAVAILABLE, "cannot connect to " + target.address() + ": " + reason)
                .withCause(cause));
    }

    /** True on the threads of every client and server transport of this library: none of them may wait for a call. */
    @Override
    public boolean isTransportThread() {
        return TransportThread.isCurrent();
    }

    /** How many responses came for calls that had ended: cancelled ones, mostly. */
    public long lateResponses() {
        return lateResponses.sum();
    }

    @Override
    public void close() {
        closed = true;
        for (Channel channel : channels) {
            NativeClientConnection connection = channel.pipeline().get(NativeClientConnection.class);
            if (connection == null) {
                channel.close();
            } else {
                connection.closeBecause("the client's transport was closed");
            }
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Makes a transport. */
    public static final class Builder {

        private int threads = IoKind.defaultThreads();
        private boolean nativeTransport = true;
        private String processId = "client-" + UUID.randomUUID();
        private String token = "";
        private int maxMessageSize = Settings.DEFAULT_MAX_MESSAGE_SIZE;
        private int maxPendingCalls = Settings.DEFAULT_MAX_PENDING;
        private long maxPendingBytes = Settings.DEFAULT_MAX_PENDING_BYTES;
        private Duration keepAlive = Settings.DEFAULT_KEEP_ALIVE;
        private Duration connectTimeout = Settings.DEFAULT_HANDSHAKE_TIMEOUT;
        private CallTracer tracer = CallTracer.NONE;
        private @Nullable Supplier<SSLContext> sslContext;
        private int firstStreamId = 1;

        private Builder() {}

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

        /** Who this process says it is; something random unless told otherwise. */
        public Builder processId(String processId) {
            this.processId = Objects.requireNonNull(processId);
            return this;
        }

        /** The shared secret to show to servers; null is none. It crosses the network as it is. */
        public Builder token(@Nullable String token) {
            this.token = token == null ? "" : token;
            return this;
        }

        /** The largest response that is accepted, in bytes: 4 MiB unless told otherwise. */
        public Builder maxMessageSize(int bytes) {
            this.maxMessageSize = bytes;
            return this;
        }

        /** How many calls may be pending on one connection: 10,000 unless told otherwise, or what the server takes. */
        public Builder maxPendingCalls(int calls) {
            this.maxPendingCalls = calls;
            return this;
        }

        /**
         * How many bytes the requests may have that are pending on one connection: an eighth of the heap, and at most
         * 128 MiB, unless told otherwise. One of any size may always be.
         */
        public Builder maxPendingBytes(long bytes) {
            this.maxPendingBytes = bytes;
            return this;
        }

        /**
         * After how much silence a server is asked whether it lives, and how long it has to answer before the
         * connection is closed: 20 s unless told otherwise; zero is never.
         */
        public Builder keepAlive(Duration interval) {
            this.keepAlive = Objects.requireNonNull(interval);
            return this;
        }

        /** How long a connection attempt may take, and the handshake after it: 5 s each unless told otherwise. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = Objects.requireNonNull(timeout);
            return this;
        }

        /** Who hears of the stages of every call; nobody unless told otherwise. */
        public Builder tracer(CallTracer tracer) {
            this.tracer = Objects.requireNonNull(tracer);
            return this;
        }

        /**
         * Speaks TLS with what this returns, asked for each new connection; null, as without this, is plain. A server
         * must have a certificate for the host that it is reached at.
         */
        public Builder sslContext(@Nullable Supplier<SSLContext> sslContext) {
            this.sslContext = sslContext;
            return this;
        }

        /** So that a test reaches the last id. */
        Builder firstStreamId(int id) {
            this.firstStreamId = id;
            return this;
        }

        /** The transport, with its threads ready. */
        public NettyClientTransport build() {
            return new NettyClientTransport(this);
        }
    }
}
