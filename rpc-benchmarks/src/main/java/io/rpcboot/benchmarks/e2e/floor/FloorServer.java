package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.MessageLite;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.Peer;
import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.ExistUserRequest;
import io.rpcboot.benchmarks.e2e.proto.GetUserRequest;
import io.rpcboot.benchmarks.e2e.proto.ListUserRequest;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.workload.ProtoUsers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers on the event loop, or on a pool. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
final class FloorServer implements Peer.Server {

    private static final Operation[] OPERATIONS = Operation.values();

    private final @Nullable ExecutorService pool;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    FloorServer(@Nullable ExecutorService pool, Batch.Factory batches) {
        this.pool = pool;
        this.channel = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        Batch batch = batches.of(connection);
                        connection
                                .pipeline()
                                .addLast(
                                        pool == null
                                                ? new DirectHandler(batch)
                                                : new PooledHandler(connection, batch, pool));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .syncUninterruptibly()
                .channel();
    }

    private static MessageLite answer(int method, byte[] request) throws IOException {
        return switch (OPERATIONS[method]) {
            case EXIST_USER -> ProtoUsers.existUser(ExistUserRequest.parseFrom(request));
            case GET_USER -> ProtoUsers.getUser(GetUserRequest.parseFrom(request));
            case CREATE_USER -> ProtoUsers.createUser(User.parseFrom(request));
            case LIST_USER -> ProtoUsers.listUser(ListUserRequest.parseFrom(request));
            case ECHO -> ProtoUsers.echo(Blob.parseFrom(request));
        };
    }

    @Override
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        if (pool != null) {
            pool.shutdownNow();
        }
    }

    /** Runs the method on the event loop, flushes once for all requests that came together. */
    private static final class DirectHandler extends FrameHandler {

        private final Batch batch;

        DirectHandler(Batch batch) {
            this.batch = batch;
        }

        @Override
        void onFrame(int id, int method, byte[] message) throws IOException {
            batch.add(Frames.encode(id, method, answer(method, message)));
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) throws Exception {
            super.channelReadComplete(context);
            batch.flush();
        }
    }

    /** Hands requests to the pool, whose threads decode, run the method and encode. */
    private static final class PooledHandler extends FrameHandler {

        private final Channel channel;
        private final ExecutorService pool;
        private final BatchedWriter writer;

        PooledHandler(Channel channel, Batch batch, ExecutorService pool) {
            this.channel = channel;
            this.pool = pool;
            this.writer = new BatchedWriter(channel, batch);
        }

        @Override
        void onFrame(int id, int method, byte[] message) {
            pool.execute(() -> {
                try {
                    writer.write(Frames.encode(id, method, answer(method, message)));
                } catch (IOException e) {
                    channel.close();
                }
            });
        }
    }
}
