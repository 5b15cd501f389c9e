package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection. Small frames are gathered in one buffer until it is flushed; messages that need several
 * frames take turns, one frame each, and only while the channel has room, so that a small frame waits for at most two
 * of a large message. Belongs to the event loop.
 */
final class FrameWriter {

    /** The channel's water mark: with this much waiting for the socket, frames of large messages wait here. */
    static final int HIGH_WATER_MARK = 64 << 10;

    static final int LOW_WATER_MARK = 32 << 10;

    private static final int MIN_BATCH = 256;
    private static final int MAX_BATCH = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final Queue<LargeMessage> large = new ArrayDeque<>();
    private @Nullable ByteBuf batch;
    private boolean unflushed;

    /** Follows the size of recent batches, so that a buffer seldom has to grow. */
    private int expectedBatch = MIN_BATCH;

    FrameWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** A buffer with room for so many bytes, to append whole frames to before anything else is asked of this writer. */
    ByteBuf space(int bytes) {
        ByteBuf current = batch;
        if (current != null && (current.writableBytes() >= bytes || current.readableBytes() + bytes <= MAX_BATCH)) {
            return current; // which grows if need be
        }
        write();
        ByteBuf fresh = ctx.alloc().directBuffer(Math.max(bytes, expectedBatch));
        batch = fresh;
        return fresh;
    }

    /** Takes a message that needs several frames. */
    void add(LargeMessage message) {
        large.add(message);
    }

    boolean hasLarge() {
        return !large.isEmpty();
    }

    /** How many bytes of large messages wait here for their turn. */
    long waiting() {
        long bytes = 0;
        for (LargeMessage message : large) {
            bytes += message.waiting();
        }
        return bytes;
    }

    /** Appends the next frame of the large message whose turn it is. */
    void appendLargeFrame() {
        LargeMessage message = large.poll();
        if (message != null && message.appendFrame(this)) {
            large.add(message);
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise reports to exceptionCaught, which closes
    private void write() {
        ByteBuf full = batch;
        if (full == null) {
            return;
        }
        batch = null;
        int size = full.readableBytes();
        expectedBatch = Math.max(MIN_BATCH, Math.min(MAX_BATCH, (expectedBatch * 3 + size * 2) / 4));
        if (size == 0) {
            full.release();
            return;
        }
        ctx.write(full, ctx.voidPromise());
        unflushed = true;
    }

    /** Hands all that was appended to the socket. */
    void flush() {
        write();
        if (unflushed) {
            unflushed = false;
            ctx.flush();
        }
    }

    /** How many bytes wait for the socket, beyond what is normal. */
    static long backlog(Channel channel) {
        return channel.isWritable() ? 0 : channel.bytesBeforeWritable();
    }

    /** Drops all that was not flushed. */
    void close() {
        large.clear();
        if (batch != null) {
            batch.release();
            batch = null;
        }
    }

    /** A message that needs several frames. */
    interface LargeMessage {

        /** Appends its next frame, and says whether there are more; appends nothing if the message was given up. */
        boolean appendFrame(FrameWriter writer);

        /** How many of its bytes were not appended yet. */
        int waiting();
    }
}
