package io.rpcboot.benchmarks.e2e.floor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** Frames that leave together. Used by the channel's event loop alone. */
interface Batch {

    /** Makes a connection's batch. */
    @FunctionalInterface
    interface Factory {
        Batch of(Channel channel);
    }

    void add(byte[] frame);

    /** Sends all that were added. */
    void flush();

    /** Each frame is a buffer and a write of its own, as with Netty's own encoders; one flush sends all. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
    final class OfWrites implements Batch {

        private final Channel channel;

        OfWrites(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void add(byte[] frame) {
            channel.write(channel.alloc().directBuffer(frame.length).writeBytes(frame), channel.voidPromise());
        }

        @Override
        public void flush() {
            channel.flush();
        }
    }

    /** Frames go into one buffer, which is one write. */
    @SuppressWarnings("FutureReturnValueIgnored") // a channel that fails closes; nobody waits for more
    final class InOneBuffer implements Batch {

        private static final int SIZE = 1 << 16;

        private final Channel channel;
        private @Nullable ByteBuf buffer;

        InOneBuffer(Channel channel) {
            this.channel = channel;
        }

        @Override
        public void add(byte[] frame) {
            ByteBuf out = buffer;
            if (out != null && out.readableBytes() + frame.length > SIZE) {
                channel.write(out, channel.voidPromise());
                out = null;
            }
            if (out == null && frame.length > SIZE) {
                channel.write(Unpooled.wrappedBuffer(frame), channel.voidPromise());
            } else {
                out = out == null ? channel.alloc().directBuffer(SIZE) : out;
                out.writeBytes(frame);
            }
            buffer = out;
        }

        @Override
        public void flush() {
            ByteBuf out = buffer;
            if (out != null) {
                channel.write(out, channel.voidPromise());
                buffer = null;
            }
            channel.flush();
        }
    }
}
