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
    private boolean takesOnFlush;

    static EmbeddedChannel channel(Stalling socket) {
        EmbeddedChannel channel = new EmbeddedChannel() {
            @Override
            public boolean isWritable() {
                return socket.isWritable();
            }

            @Override
            public long bytesBeforeWritable() {
                return socket.isWritable() ? 0 : socket.waiting;
            }
        };
        socket.channel = channel;
        channel.pipeline().addLast(socket);
        return channel;
    }

    private boolean isWritable() {
        return waiting <= FrameWriter.HIGH_WATER_MARK;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ByteBuf bytes = (ByteBuf) message;
        all.writeBytes(ByteBufUtil.getBytes(bytes));
        boolean before = isWritable();
        waiting += bytes.readableBytes();
        bytes.release();
        promise.trySuccess();
        tellIfChanged(before);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushes++;
        ctx.flush();
        if (takesOnFlush) {
            makeRoom();
        }
    }

    /** As a real channel does, on the spot. */
    private void tellIfChanged(boolean before) {
        if (before != isWritable()) {
            channel.pipeline().fireChannelWritabilityChanged();
        }
    }

    private void makeRoom() {
        boolean before = isWritable();
        waiting = 0;
        tellIfChanged(before);
    }

    /** From now on each flush finds room. */
    void takeOnFlush() {
        takesOnFlush = true;
    }

    int flushes() {
        return flushes;
    }

    /** The socket takes all that waits for it. */
    void take() {
        makeRoom();
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }

    /** All that was written, ever. */
    List<WithBody> written() {
        return Frames.decodeAll(all.toByteArray());
    }
}
