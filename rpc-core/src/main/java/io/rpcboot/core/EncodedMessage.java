package io.rpcboot.core;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A message in its wire form, which nobody changes. The memory of a large one is used for other messages as soon as nobody
 * holds it any more: whoever made the message holds it from the start, and whoever reads it later than in the call that
 * handed it to him has to {@link #hold} it. To forget {@link #release} costs no more than memory that is not used again.
 * Safe for use by many threads.
 */
public final class EncodedMessage {

    private static final byte[] NOTHING = {};

    /** No bytes. */
    public static final EncodedMessage EMPTY = of(NOTHING);

    private static final AtomicIntegerFieldUpdater<EncodedMessage> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(EncodedMessage.class, "holders");

    private static final int UNCOUNTED = 0;
    private static final int GONE = -1;

    private final byte[] bytes;
    private final @Nullable Segments segments;
    private volatile int holders;

    private EncodedMessage(byte[] bytes, @Nullable Segments segments) {
        this.bytes = bytes;
        this.segments = segments;
    }

    /** All of this array, which is not used again. */
    public static EncodedMessage of(byte[] bytes) {
        return new EncodedMessage(bytes, null);
    }

    /** An array to write a message of this length to, for {@link #ofSpace}; it may be longer. */
    public static byte[] space(int length) {
        return LargeArrays.SHARED.take(length);
    }

    /** The first {@code length} bytes of what {@link #space} gave for them, which is the caller's no more; held by him. */
    public static EncodedMessage ofSpace(byte[] space, int length) {
        if (length < LargeArrays.MIN_LENGTH) {
            return of(space);
        }
        EncodedMessage message = new EncodedMessage(NOTHING, new Segments(space, length));
        LargeArrays.SHARED.give(space);
        message.holders = 1;
        return message;
    }

    /**
     * The array that is the message.
     *
     * @throws IllegalStateException if it is a large one, which is in several
     */
    public byte[] bytes() {
        if (segments != null) {
            throw new IllegalStateException("a large message is not in one array");
        }
        return bytes;
    }

    /** Gives {@code count} bytes from {@code from} on to {@code target}, which keeps nothing of what it is given. */
    public void read(int from, int count, Consumer<ByteBuffer> target) {
        if (segments == null) {
            target.accept(ByteBuffer.wrap(bytes, from, count));
        } else {
            segments.read(from, count, target);
        }
    }

    /** How many bytes it has. */
    public int length() {
        return segments == null ? bytes.length : segments.length();
    }

    /** Keeps the bytes as they are until {@link #release}; false if they are used for something else already. */
    public boolean hold() {
        while (true) {
            int count = holders;
            if (count == UNCOUNTED) {
                return true;
            }
            if (count == GONE) {
                return false;
            }
            if (HOLDERS.compareAndSet(this, count, count + 1)) {
                return true;
            }
        }
    }

    /** The caller will not read the bytes any more; once for having made it, and once for each {@link #hold}. */
    public void release() {
        while (true) {
            int count = holders;
            if (count == UNCOUNTED || count == GONE) {
                return;
            }
            if (HOLDERS.compareAndSet(this, count, count == 1 ? GONE : count - 1)) {
                if (count == 1 && segments != null) {
                    segments.release();
                }
                return;
            }
        }
    }

    /**
     * The bytes in an array of their own length, which stays as it is; a copy if need be.
     *
     * @throws IllegalStateException if they are used for something else already
     */
    public byte[] toByteArray() {
        if (segments == null) {
            return bytes;
        }
        if (!hold()) {
            throw new IllegalStateException("the call has ended, and its message is gone");
        }
        try {
            ByteBuffer copy = ByteBuffer.allocate(segments.length());
            segments.read(0, segments.length(), copy::put);
            return copy.array();
        } finally {
            release();
        }
    }
}
