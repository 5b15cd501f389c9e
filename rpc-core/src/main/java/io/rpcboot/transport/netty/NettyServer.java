package io.rpcboot.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.transport.RunningServer;
import io.rpcboot.transport.ServerDispatcher;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A bound server and its connections. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes, and its closing is heard of
final class NettyServer implements RunningServer {

    /** After the grace, for connections to close and threads to end. */
    private static final long LAST_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final EventLoopGroup group;
    private final List<ServerProtocol> protocols;
    private final ServerDispatcher dispatcher;
    private final long handshakeNanos;
    private final @Nullable Supplier<SslHandler> tls;
    private final Map<Channel, Accepted> connections = new ConcurrentHashMap<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private @Nullable Channel listening;
    private volatile String processId = "";

    /** Why nobody is served now; null while all are. */
    private volatile @Nullable String suspended;

    /** @param tls makes what decrypts a new connection; null is plain */
    NettyServer(
            EventLoopGroup group,
            List<ServerProtocol> protocols,
            ServerDispatcher dispatcher,
            Duration handshake,
            @Nullable Supplier<SslHandler> tls) {
        this.tls = tls;
        this.group = group;
        this.protocols = protocols;
        this.dispatcher = dispatcher;
        this.handshakeNanos = handshake.toNanos();
    }

    /** The port is bound; nothing is read from it yet. */
    void bound(Channel channel) {
        listening = channel;
        processId = dispatcher.onBound(address());
        channel.config().setAutoRead(true);
    }

    /** Takes a new connection, on its event loop. */
    void accept(Channel channel) {
        Accepted accepted = new Accepted(channel.eventLoop().newPromise());
        connections.put(channel, accepted);
        accepted.gone.addListener(gone -> connections.remove(channel));
        channel.closeFuture().addListener(closed -> {
            if (accepted.connection == null) {
                accepted.gone.trySuccess(null);
            }
        });
        if (tls != null) {
            channel.pipeline().addLast(tls.get());
        }
        channel.pipeline().addLast(new ProtocolDetector(protocols, handshakeNanos, protocol -> {
            ServerConnection connection = protocol.install(channel, dispatcher, processId);
            accepted.connection = connection;
            connection.whenDone().addListener(done -> accepted.gone.trySuccess(null));
            String why = suspended;
            if (why != null) {
                connection.drain(why);
            }
        }));
        if (stopping.get()) {
            channel.close();
        }
    }

    @Override
    public InetSocketAddress address() {
        if (listening == null) {
            throw new IllegalStateException("not bound");
        }
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void suspend(String reason) {
        suspended = reason; // ahead of the others' good-bye: who comes between the two is turned away
        onEach((channel, connection) -> {
            if (connection != null) {
                connection.drain(reason);
            }
        });
    }

    @Override
    public void resume() {
        suspended = null;
    }

    @Override
    public void shutdown(Duration grace) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(grace);
        boolean interrupted = false;
        try {
            if (listening != null) {
                listening.close().await();
            }
            onEach((channel, connection) -> {
                if (connection == null) {
                    channel.close();
                } else {
                    connection.drain("shutting down");
                }
            });
            awaitClosed(until);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        RpcStatus reason = RpcStatus.of(Code.UNAVAILABLE, "the server was shut down");
        onEach((channel, connection) -> {
            if (connection == null) {
                channel.close();
            } else {
                connection.abort(reason);
            }
        });
        try {
            awaitClosed(System.nanoTime() + LAST_NANOS);
            group.shutdownGracefully(0, LAST_NANOS, TimeUnit.NANOSECONDS).await(LAST_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void onEach(BiConsumer<Channel, @Nullable ServerConnection> action) {
        connections.forEach(
                (channel, accepted) -> channel.eventLoop().execute(() -> action.accept(channel, accepted.connection)));
    }

    private void awaitClosed(long until) throws InterruptedException {
        for (Accepted accepted : connections.values()) {
            long left = until - System.nanoTime();
            if (left <= 0 || !accepted.gone.await(left, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    /** A connection, and what it speaks once that is known; belongs to its event loop. */
    private static final class Accepted {

        /** The channel is closed and no call that came over it runs any more. */
        final Promise<Void> gone;

        @Nullable
        ServerConnection connection;

        Accepted(Promise<Void> gone) {
            this.gone = gone;
        }
    }
}
