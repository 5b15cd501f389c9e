package io.rpcboot.transport.netty;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import java.util.List;

/** Netty as it is to be loaded before a process's first transport: its classes and the platform's native library. */
public final class NettyClasses {

    private NettyClasses() {}

    /**
     * Loads what the transports use. Takes a tenth of a second the first time, which is the reason to do it on a thread
     * that nobody waits for; no effect afterwards.
     */
    public static void load() {
        IoKind io = IoKind.best(true);
        for (Class<?> type : List.of(
                io.channel(),
                io.serverChannel(),
                MultiThreadIoEventLoopGroup.class,
                Bootstrap.class,
                ServerBootstrap.class,
                WriteBufferWaterMark.class)) {
            initialize(type);
        }
        ByteBufAllocator.DEFAULT.buffer().release();
    }

    private static void initialize(Class<?> type) {
        try {
            Class.forName(type.getName(), true, NettyClasses.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(type + " is loaded already", e);
        }
    }
}
