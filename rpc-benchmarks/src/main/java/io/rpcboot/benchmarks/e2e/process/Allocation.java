package io.rpcboot.benchmarks.e2e.process;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How many bytes this process has allocated on its heap. */
final class Allocation {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final @Nullable Method TOTAL = total();

    private Allocation() {}

    /** Since Java 21 one number counts threads that have ended, and carriers of virtual ones. */
    private static @Nullable Method total() {
        try {
            return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Bytes so far; before Java 21 those of live threads only, which do not end while they are measured. */
    static long bytes() {
        if (TOTAL == null) {
            return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                    .filter(bytes -> bytes > 0)
                    .sum();
        }
        try {
            return (long) TOTAL.invoke(THREADS);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
