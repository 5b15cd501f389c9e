package io.rpcboot.simulation;

import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Counts what clients log of ejections, thread by thread, and keeps it out of the test's output. */
final class EjectionCount extends Handler implements AutoCloseable {

    private final Logger logger = Logger.getLogger("io.rpcboot.client.Cluster");
    private final ThreadLocal<Integer> count = ThreadLocal.withInitial(() -> 0);

    EjectionCount() {
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    /** Of this thread, since it asked last. */
    int take() {
        int taken = count.get();
        count.set(0);
        return taken;
    }

    @Override
    public void publish(LogRecord record) {
        count.set(count.get() + 1);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
