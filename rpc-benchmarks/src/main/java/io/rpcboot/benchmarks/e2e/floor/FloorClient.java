package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.MessageLite;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.ProtoClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls over one connection, or over several in turn. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
final class FloorClient extends ProtoClient {

    private static final int MANY_CALLS = 1 << 13;
    private static final int FEW_CALLS = 1 << 8;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final FloorConnection[] connections;
    private final AtomicInteger turn = new AtomicInteger();

    FloorClient(InetSocketAddress server, int count, Batch.Factory batches) {
        connections = new FloorConnection[count];
        for (int i = 0; i < count; i++) {
            connections[i] = new FloorConnection(group, server, count == 1 ? MANY_CALLS : FEW_CALLS, batches);
        }
    }

    @Override
    protected MessageLite exchange(Operation operation, MessageLite request) throws IOException {
        PendingCall.Blocking call = new PendingCall.Blocking();
        connection().send(operation, request, call);
        return call.await();
    }

    @Override
    protected void exchange(Operation operation, MessageLite request, Reply reply) {
        connection().send(operation, request, new PendingCall.Async(reply));
    }

    private FloorConnection connection() {
        return connections.length == 1
                ? connections[0]
                : connections[(turn.getAndIncrement() & Integer.MAX_VALUE) % connections.length];
    }

    @Override
    public void close() {
        for (FloorConnection connection : connections) {
            connection.close();
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
