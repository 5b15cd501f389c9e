package io.rpcboot.transport;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A bound server. Safe for use by many threads. */
public interface RunningServer {

    /** The address it is bound to, with the real port. */
    InetSocketAddress address();

    /**
     * Stops accepting connections, tells every peer GOAWAY, waits for calls in progress and the sending of their
     * replies, and closes. Calls that still run after {@code grace} are cancelled. Blocks until closed; no effect the
     * second time.
     */
    void shutdown(Duration grace);
}
