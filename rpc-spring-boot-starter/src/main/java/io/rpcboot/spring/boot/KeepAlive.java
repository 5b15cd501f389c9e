package io.rpcboot.spring.boot;

import java.util.concurrent.CountDownLatch;

/** A thread that does nothing but keep the JVM running, as all others of ours are daemons. */
final class KeepAlive {

    private final CountDownLatch stopped = new CountDownLatch(1);

    private KeepAlive() {}

    static KeepAlive start() {
        KeepAlive keepAlive = new KeepAlive();
        Thread thread = new Thread(keepAlive::await, "rpc-keep-alive");
        thread.setDaemon(false);
        thread.start();
        return keepAlive;
    }

    private void await() {
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopped.countDown();
    }
}
