package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.rpcboot.benchmarks.e2e.Operation;
import io.rpcboot.benchmarks.e2e.proto.Blob;
import io.rpcboot.benchmarks.e2e.proto.CreateUserResponse;
import io.rpcboot.benchmarks.e2e.proto.ExistUserResponse;
import io.rpcboot.benchmarks.e2e.proto.User;
import io.rpcboot.benchmarks.e2e.proto.UserPage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The client's end of a connection. Encodes on the caller's thread, decodes on the event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
final class FloorConnection extends FrameHandler {

    private static final Parser<?>[] RESPONSES = {
        ExistUserResponse.parser(), User.parser(), CreateUserResponse.parser(), UserPage.parser(), Blob.parser()
    };

    private final AtomicReferenceArray<PendingCall> pending;
    private final AtomicInteger lastId = new AtomicInteger();
    private final Channel channel;
    private final BatchedWriter writer;

    /** Remembers at most so many calls, a power of two. */
    FloorConnection(EventLoopGroup group, InetSocketAddress server, int slots, Batch.Factory batches) {
        this.pending = new AtomicReferenceArray<>(slots);
        this.channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(FloorConnection.this);
                    }
                })
                .connect(server)
                .syncUninterruptibly()
                .channel();
        this.writer = new BatchedWriter(channel, batches.of(channel));
    }

    @SuppressWarnings("EnumOrdinal") // both ends are of one build
    void send(Operation operation, MessageLite request, PendingCall call) {
        int id = register(call);
        writer.write(Frames.encode(id, operation.ordinal(), request));
    }

    /** Ids only grow; one whose slot is still taken by a slow call is left out. */
    private int register(PendingCall call) {
        while (true) {
            int id = lastId.incrementAndGet();
            call.id(id);
            if (pending.compareAndSet(slot(id), null, call)) {
                return id;
            }
        }
    }

    private int slot(int id) {
        return id & pending.length() - 1;
    }

    @Override
    void onFrame(int id, int method, byte[] message) throws IOException {
        PendingCall call = pending.get(slot(id));
        if (call != null && call.hasId(id)) {
            pending.lazySet(slot(id), null);
            call.complete((MessageLite) RESPONSES[method].parseFrom(message), null);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        super.channelInactive(context);
        for (int slot = 0; slot < pending.length(); slot++) {
            PendingCall call = pending.getAndSet(slot, null);
            if (call != null) {
                call.complete(null, new IOException("the connection was closed"));
            }
        }
    }

    void close() {
        channel.close().syncUninterruptibly();
    }
}
