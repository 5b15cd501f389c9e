package io.rpcboot.transport.netty;

import io.rpcboot.core.PassingThread;
import io.rpcboot.core.Timer;

/** Makes timers whose thread refuses blocking calls, as reconnects and back-off need it to make progress. */
public final class TransportTimer {

    private TransportTimer() {}

    /** With a thread of this name, which is there while something waits for its time; needs no closing. */
    public static Timer named(String threadName) {
        return PassingThread.timer(task -> new TransportThread(task, threadName));
    }
}
