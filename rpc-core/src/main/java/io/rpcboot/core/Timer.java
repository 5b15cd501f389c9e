package io.rpcboot.core;

/** Runs short tasks later. For reconnects, back-off and the like: what would be a task a call is watched in bulk. */
public interface Timer {

    /** Runs the task once, after about this time, on the timer's thread; it must not block. */
    Cancellable schedule(Runnable task, long delayNanos);

    /** A task that waits for its time. */
    interface Cancellable {

        /** Drops the task if it has not begun. */
        void cancel();
    }
}
