package io.rpcboot.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.rpcboot.protocol.Frame.Ping;
import io.rpcboot.protocol.Frame.Pong;
import io.rpcboot.protocol.FrameHeader;
import io.rpcboot.protocol.PingCodec;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The way out of a connection. Small frames are gathered in one buffer until it is flushed; messages that need several
 * frames take turns, one frame each, and only while the channel has room, so that a small frame waits for at most two
 * of a large message. Few take turns at a time, since each that has begun takes memory at the peer until it is complete.
 * Belongs to the event loop.
 */
final class FrameWriter {

    /** The channel's water mark: with this much waiting for the socket, frames of large messages wait here. */
    static final int HIGH_WATER_MARK = 64 << 10;

    static final int LOW_WATER_MARK = 32 << 10;

    /** So many large messages are sent at a time; the next one begins when one of them is complete. */
    private static final int MAX_TURNS = 4;

    /** What a PING takes, which fits behind a large message's frame into the same buffer. */
    private static final int PING = FrameHeader.LENGTH + Long.BYTES;

    private static final int MIN_BATCH = 256;
    private static final int MAX_BATCH = 64 << 10;

    private final ChannelHandlerContext ctx;
    private final Queue<LargeMessage> turns = new ArrayDeque<>(MAX_TURNS);
    private final Queue<LargeMessage> large = new ArrayDeque<>();
    private final FlightWindow window = new FlightWindow();
    private @Nullable ByteBuf batch;
    private boolean batchOfLarge;
    private boolean unflushed;

    /** Follows the size of recent batches of small frames, so that a buffer seldom has to grow. */
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
        (turns.size() < MAX_TURNS ? turns : large).add(message);
    }

    /** Forgets a message that was given up; false if it is not here. */
    boolean remove(LargeMessage message) {
        if (!turns.remove(message)) {
            return large.remove(message);
        }
        LargeMessage next = large.poll();
        if (next != null) {
            turns.add(next);
        }
        return true;
    }

    boolean hasLarge() {
        return !turns.isEmpty();
    }

    /** Whether a large message's next frame may be appended. */
    boolean mayAppendLarge() {
        Channel channel = ctx.channel();
        // While nothing is read, no PONG will be, and the socket alone sets the pace.
        return hasLarge()
                && channel.isWritable()
                && (window.hasRoom() || !channel.config().isAutoRead());
    }

    /** How many bytes of large messages wait here for their turn. */
    long waiting() {
        long bytes = 0;
        for (LargeMessage message : turns) {
            bytes += message.waiting();
        }
        for (LargeMessage message : large) {
            bytes += message.waiting();
        }
        return bytes;
    }

    /** Appends the next frame of the large message whose turn it is. */
    void appendLargeFrame() {
        LargeMessage message = turns.poll();
        if (message == null) {
            return;
        }
        int before = message.waiting();
        LargeMessage next = message.appendFrame(this) ? message : large.poll();
        batchOfLarge = true;
        if (next != null) {
            turns.add(next);
        }
        if (window.sent(before - message.waiting())) {
            ping();
        }
    }

    /** Asks the peer to say when it has read all that was appended. */
    void ping() {
        PingCodec.encode(new Ping(window.mark(now())), space(PING));
    }

    /** The peer has. */
    void onPong(Pong pong) {
        window.read(pong.value(), now());
    }

    private long now() {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    @SuppressWarnings("FutureReturnValueIgnored") // a void promise reports to exceptionCaught, which closes
    private void write() {
        ByteBuf full = batch;
        if (full == null) {
            return;
        }
        batch = null;
        int size = full.readableBytes();
        if (!batchOfLarge) {
            expectedBatch = Math.max(MIN_BATCH, Math.min(MAX_BATCH, (expectedBatch * 3 + size * 2) / 4));
        }
        batchOfLarge = false;
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
        turns.clear();
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
