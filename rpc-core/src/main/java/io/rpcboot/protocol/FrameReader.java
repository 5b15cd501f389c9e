package io.rpcboot.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames. A frame that arrives whole is read where it lies; only one that arrives in
 * pieces is put together, in a buffer that grows with what has arrived. Belongs to one thread.
 */
public final class FrameReader {

    private final ByteBufAllocator allocator;
    private int maxLength;

    /** The header and the first bytes of a frame whose rest is still to come; null between frames. */
    private @Nullable ByteBuf partial;

    /** With the most bytes that may follow a header. */
    public FrameReader(ByteBufAllocator allocator, int maxLength) {
        this.allocator = allocator;
        this.maxLength = maxLength;
    }

    /** Sets the most bytes that may follow a header, from the next header on. */
    public void maxLength(int maxLength) {
        this.maxLength = maxLength;
    }

    /**
     * Reads all frames that {@code in} completes, and keeps what is left for the next time. Does not release
     * {@code in}, and reads it to its end unless it throws.
     *
     * @throws ProtocolException if a header breaks the rules, or if {@code sink} says so of a frame
     */
    public void read(ByteBuf in, Sink sink) {
        if (partial != null && !completePartial(partial, in, sink)) {
            return;
        }
        while (in.readableBytes() >= FrameHeader.LENGTH) {
            int start = in.readerIndex();
            FrameHeader header = FrameHeader.decode(in, maxLength);
            if (in.readableBytes() < header.length()) {
                in.readerIndex(start);
                break;
            }
            deliver(header, in, sink);
        }
        if (in.isReadable()) {
            partial = allocator.buffer(in.readableBytes()).writeBytes(in);
        }
    }

    /** Whether the frame that was begun is done with. */
    private boolean completePartial(ByteBuf frame, ByteBuf in, Sink sink) {
        if (!fill(frame, in, FrameHeader.LENGTH)) {
            return false;
        }
        FrameHeader header = FrameHeader.decode(frame, maxLength);
        if (!fill(frame.readerIndex(0), in, FrameHeader.LENGTH + header.length())) {
            return false;
        }
        frame.readerIndex(FrameHeader.LENGTH);
        try {
            deliver(header, frame, sink);
        } finally {
            close();
        }
        return true;
    }

    private static boolean fill(ByteBuf frame, ByteBuf in, int wanted) {
        int missing = wanted - frame.readableBytes();
        if (missing > 0) {
            frame.writeBytes(in, Math.min(missing, in.readableBytes()));
        }
        return frame.readableBytes() >= wanted;
    }

    private static void deliver(FrameHeader header, ByteBuf in, Sink sink) {
        int end = in.readerIndex() + header.length();
        sink.onFrame(header, in);
        in.readerIndex(end);
    }

    /** Whether a frame has begun to arrive and is not complete. */
    public boolean isInFrame() {
        return partial != null;
    }

    /** Lets go of what was kept. Nothing may be read after that. */
    public void close() {
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }

    /** Takes frames. */
    @FunctionalInterface
    public interface Sink {

        /**
         * A frame of which {@code header.length()} bytes follow in {@code in}; later ones may come after them. The
         * buffer is only lent, and may be left at any index.
         *
         * @throws ProtocolException if the frame breaks the rules
         */
        void onFrame(FrameHeader header, ByteBuf in);
    }
}
