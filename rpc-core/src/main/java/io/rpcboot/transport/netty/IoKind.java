package io.rpcboot.transport.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;

/** What waits for sockets. */
enum IoKind {
    EPOLL(EpollSocketChannel.class, EpollServerSocketChannel.class),
    NIO(NioSocketChannel.class, NioServerSocketChannel.class);

    private static final int MAX_DEFAULT_THREADS = 4;

    private final Class<? extends SocketChannel> channel;
    private final Class<? extends ServerSocketChannel> serverChannel;

    IoKind(Class<? extends SocketChannel> channel, Class<? extends ServerSocketChannel> serverChannel) {
        this.channel = channel;
        this.serverChannel = serverChannel;
    }

    static IoKind best(boolean nativeWhereItLoads) {
        return nativeWhereItLoads && Epoll.isAvailable() ? EPOLL : NIO;
    }

    /** Few: what they do is short, and each more of them is one more to wake. */
    static int defaultThreads() {
        return Math.max(1, Math.min(MAX_DEFAULT_THREADS, Runtime.getRuntime().availableProcessors()));
    }

    EventLoopGroup newGroup(int threads, String threadPrefix) {
        IoHandlerFactory handlers = this == EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, TransportThread.factory(threadPrefix), handlers);
    }

    Class<? extends SocketChannel> channel() {
        return channel;
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return serverChannel;
    }
}
