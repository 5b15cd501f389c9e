package io.rpcboot.core;

import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The bytes of a large message while it waits: outside of the heap, in pieces of equal length that are used again. In the
 * heap a collector would deal with an array of a message's size one by one and at a price (G1 gives it regions of its own,
 * up to twice its size, and begins a cycle early for it), or copy what it is made up of; the more messages wait, the longer
 * its pauses, and the longer they are, the more messages wait. Safe for use by many threads, but for {@link #release}.
 */
final class Segments {

    /** How many bytes each has. */
    static final int SIZE = 64 << 10;

    private final int length;
    private final ByteBuffer[] buffers;

    /** A copy of an array's first bytes. */
    Segments(byte[] source, int length) {
        this.length = length;
        this.buffers = new ByteBuffer[(length + SIZE - 1) / SIZE];
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = Pool.take();
            buffers[i].put(0, source, i * SIZE, Math.min(SIZE, length - i * SIZE));
        }
    }

    int length() {
        return length;
    }

    /** Gives {@code count} bytes from {@code from} on to {@code target}, which keeps nothing of what it is given. */
    void read(int from, int count, Consumer<ByteBuffer> target) {
        for (int position = from, end = from + count; position < end; ) {
            int offset = position % SIZE;
            int size = Math.min(end - position, SIZE - offset);
            target.accept(buffers[position / SIZE].slice(offset, size));
            position += size;
        }
    }

    /** Lets the memory be used for other messages; to be called once, when nobody reads any more, or not at all. */
    void release() {
        for (ByteBuffer buffer : buffers) {
            Pool.give(buffer);
        }
    }

    /** What nobody uses at the moment; safe for use by many threads. */
    static final class Pool {

        /** How many there may be outside of the heap: an eighth of its size, at most 64 MiB. More are in it, for once. */
        private static final int LIMIT =
                (int) (Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8) / SIZE);

        private static final Queue<ByteBuffer> FREE = new ConcurrentLinkedQueue<>();
        private static final AtomicInteger MADE = new AtomicInteger();
        private static final Cleaner LOST = Cleaner.create();

        private Pool() {}

        static ByteBuffer take() {
            ByteBuffer free = FREE.poll();
            if (free != null) {
                return free;
            }
            if (MADE.get() < LIMIT && MADE.incrementAndGet() <= LIMIT) {
                try {
                    ByteBuffer made = ByteBuffer.allocateDirect(SIZE);
                    LOST.register(made, MADE::decrementAndGet); // of a message that nobody let go of
                    return made;
                } catch (OutOfMemoryError e) { // of -XX:MaxDirectMemorySize; to be told so takes long
                    MADE.set(LIMIT);
                }
            }
            return ByteBuffer.allocate(SIZE);
        }

        static void give(ByteBuffer buffer) {
            if (buffer.isDirect()) {
                FREE.add(buffer);
            }
        }
    }
}
