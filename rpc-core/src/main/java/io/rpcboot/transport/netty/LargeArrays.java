package io.rpcboot.transport.netty;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The arrays that large messages are put together in, kept for the next ones: a collector deals with objects of this
 * size one by one and at a price (G1 gives each regions of its own, and begins a cycle early for them), which everything
 * else on the machine would pay. Keeps few, and those only while memory is not short. An array that nobody gives back is
 * garbage like any other. Safe for use by many threads.
 */
final class LargeArrays {

    /** The process's. */
    static final LargeArrays SHARED = new LargeArrays();

    /** What collectors handle well by themselves. */
    static final int MIN_LENGTH = 128 << 10;

    /** The largest message that is accepted by default. */
    static final int MAX_LENGTH = 4 << 20;

    private static final int KEPT = 8;

    private final AtomicReferenceArray<@Nullable SoftReference<byte[]>> kept = new AtomicReferenceArray<>(KEPT);

    /** An array of this length or more, whatever it holds; null if none is kept that fits. */
    byte @Nullable [] poll(int length) {
        for (int i = 0; i < KEPT && length >= MIN_LENGTH; i++) {
            SoftReference<byte[]> reference = kept.get(i);
            byte[] array = reference == null ? null : reference.get();
            if (array != null && array.length >= length && kept.compareAndSet(i, reference, null)) {
                return array;
            }
        }
        return null;
    }

    /** Keeps an array, if there is a place for it; nobody else may use it any more. */
    void give(byte[] array) {
        for (int i = 0; i < KEPT && array.length >= MIN_LENGTH && array.length <= MAX_LENGTH; i++) {
            SoftReference<byte[]> reference = kept.get(i);
            boolean free = reference == null || reference.get() == null;
            if (free && kept.compareAndSet(i, reference, new SoftReference<>(array))) {
                return;
            }
        }
    }
}
