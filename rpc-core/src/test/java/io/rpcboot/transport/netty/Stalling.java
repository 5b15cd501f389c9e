package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A socket that takes nothing until it is told to: the channel is writable while little is written. */
final class Stalling extends ChannelOutboundHandlerAdapter {

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private EmbeddedChannel channel;
    private int waiting;
    private int flushes;

    static EmbeddedChannel channel(Stalling socket) {
        EmbeddedChannel channel = new EmbeddedChannel(socket);
        socket.channel = channel;
        return channel;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        all.writeBytes(ByteBufUtil.getBytes(bytes));
        waiting += bytes.readableBytes();
        bytes.release();
        promise.trySuccess();
        updateWritability();
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushes++;
        ctx.flush();
    }

    int flushes() {
        return flushes;
    }

    private void updateWritability() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, waiting <= FrameWriter.HIGH_WATER_MARK);
    }

    /** The socket takes all that waits for it. */
    void take() {
        waiting = 0;
        updateWritability();
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }

    /** All that was written, ever. */
    List<WithBody> written() {
        return Frames.decodeAll(all.toByteArray());
    }
}
