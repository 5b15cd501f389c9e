package io.rpcboot.core;

/** Runs short tasks later: reconnects, back-off. The deadlines of calls do not depend on it. */
public interface Timer {

    /** Runs the task once, after about this time, on the timer's thread; it must not block. */
    Cancellable schedule(Runnable task, long delayNanos);

    /** A task that waits for its time. */
    interface Cancellable {

        /** Drops the task if it has not begun. */
        void cancel();
    }
}
