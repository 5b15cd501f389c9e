package io.rpcboot.transport.netty;

import io.netty.util.concurrent.FastThreadLocalThread;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that connections need to make progress; who blocks it waits for himself. */
final class TransportThread extends FastThreadLocalThread {

    TransportThread(Runnable task, String name) {
        super(task, name);
        setDaemon(true);
    }

    /** Makes daemon threads named {@code prefix-1}, {@code prefix-2}, and so on. */
    static ThreadFactory factory(String prefix) {
        AtomicInteger number = new AtomicInteger();
        return task -> new TransportThread(task, prefix + "-" + number.incrementAndGet());
    }

    static boolean isCurrent() {
        return Thread.currentThread() instanceof TransportThread;
    }
}
