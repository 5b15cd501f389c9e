package io.rpcboot.core;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that large messages are encoded to and put together in, kept for the next ones: a collector deals with
 * objects of this size one by one and at a price (G1 gives each regions of its own, and begins a cycle early for them),
 * which everything else on the machine would pay. Keeps few, and those only while memory is not short. An array that
 * nobody gives back is garbage like any other. Safe for use by many threads.
 */
public final class LargeArrays {

    /** The process's. */
    public static final LargeArrays SHARED = new LargeArrays();

    /** What is smaller is handled well by collectors. */
    public static final int MIN_LENGTH = 128 << 10;

    /** The largest message that is accepted by default, and a little for what is around it. */
    public static final int MAX_LENGTH = (4 << 20) + 1_024;

    private static final int KEPT = 8;

    private final AtomicReferenceArray<@Nullable SoftReference<byte[]>> kept = new AtomicReferenceArray<>(KEPT);

    /** Whether arrays of this length are kept. */
    static boolean keeps(int length) {
        return length >= MIN_LENGTH && length <= MAX_LENGTH;
    }

    /** An array of this length, or a kept one that is longer, whatever it holds. */
    public byte[] take(int length) {
        byte[] array = poll(length);
        return array == null ? new byte[length] : array;
    }

    /** An array of this length or more, whatever it holds; null if none is kept that fits. */
    public byte @Nullable [] poll(int length) {
        for (int i = 0; i < KEPT && keeps(length); i++) {
            SoftReference<byte[]> reference = kept.get(i);
            byte[] array = reference == null ? null : reference.get();
            if (array != null && array.length >= length && kept.compareAndSet(i, reference, null)) {
                return array;
            }
        }
        return null;
    }

    /** Keeps an array, if there is a place for it, or a smaller one's; nobody else may use it any more. */
    public void give(byte[] array) {
        for (int i = 0; i < KEPT && keeps(array.length); i++) {
            SoftReference<byte[]> reference = kept.get(i);
            byte[] there = reference == null ? null : reference.get();
            boolean better = there == null || there.length < array.length;
            if (better && kept.compareAndSet(i, reference, new SoftReference<>(array))) {
                return;
            }
        }
    }
}
