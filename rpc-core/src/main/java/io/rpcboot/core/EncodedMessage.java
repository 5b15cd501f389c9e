package io.rpcboot.core;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A message in its wire form: the first bytes of an array, which nobody changes. The array of a large one is used for
 * other messages as soon as nobody holds it any more: whoever made the message holds it from the start, and whoever reads
 * it later than in the call that handed it to him has to {@link #hold} it. To forget {@link #release} costs no more than an
 * array that is not used again. Safe for use by many threads.
 */
public final class EncodedMessage {

    /** No bytes. */
    public static final EncodedMessage EMPTY = of(new byte[0]);

    private static final AtomicIntegerFieldUpdater<EncodedMessage> HOLDERS =
            AtomicIntegerFieldUpdater.newUpdater(EncodedMessage.class, "holders");

    private static final int UNCOUNTED = 0;
    private static final int GONE = -1;

    private final byte[] bytes;
    private final int length;
    private volatile int holders;

    private EncodedMessage(byte[] bytes, int length) {
        this.bytes = bytes;
        this.length = length;
    }

    /** All of this array, which is not used again. */
    public static EncodedMessage of(byte[] bytes) {
        return new EncodedMessage(bytes, bytes.length);
    }

    /** So many bytes that are to be written yet, by the caller, ahead of all others; held by him. */
    public static EncodedMessage ofLength(int length) {
        if (!LargeArrays.keeps(length)) {
            return of(new byte[length]);
        }
        byte[] kept = LargeArrays.SHARED.poll(length);
        EncodedMessage message = new EncodedMessage(kept == null ? new byte[length] : kept, length);
        message.holders = 1;
        return message;
    }

    /** An array that begins with the message; what comes after {@link #length} bytes is not part of it. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
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
                if (count == 1) {
                    LargeArrays.SHARED.give(bytes);
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
        if (holders == UNCOUNTED) {
            return bytes;
        }
        if (!hold()) {
            throw new IllegalStateException("the call has ended, and its message is gone");
        }
        try {
            return Arrays.copyOf(bytes, length);
        } finally {
            release();
        }
    }
}
