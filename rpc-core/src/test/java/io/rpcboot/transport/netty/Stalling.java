package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.Frames;
import io.rpcboot.protocol.Frames.WithBody;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** A socket that takes nothing until it is told to: the channel is writable while little is written. */
final class Stalling extends ChannelOutboundHandlerAdapter {

    private final ByteArrayOutputStream all = new ByteArrayOutputStream();
    private EmbeddedChannel channel;
    private int waiting;
    private int flushes;
    private boolean takesOnFlush;
    private boolean answersPings = true;
    private final List<Ping> pings = new ArrayList<>();

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
        byte[] frames = ByteBufUtil.getBytes(bytes);
        all.writeBytes(frames);
        for (WithBody frame : Frames.decodeAll(frames)) {
            if (frame.frame() instanceof Ping ping) {
                pings.add(ping);
            }
        }
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

    /** The peer will not say from now on what it has read. */
    void leavePingsUnanswered() {
        answersPings = false;
    }

    /** The PINGs that were not answered. */
    List<Ping> pings() {
        return pings;
    }

    /** The socket takes all that waits for it, and the peer reads it. */
    void take() {
        makeRoom();
        if (answersPings) {
            answerPings();
        }
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
    }

    /** The peer has read all that was sent, and says so. */
    void answerPings() {
        List<Ping> unanswered = List.copyOf(pings);
        pings.clear();
        for (Ping ping : unanswered) {
            channel.writeInbound(Unpooled.wrappedBuffer(Frames.encode(new Pong(ping.value()))));
        }
    }

    /** All that was written, ever. */
    List<WithBody> written() {
        return Frames.decodeAll(all.toByteArray());
    }
}
