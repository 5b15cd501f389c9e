package io.rpcboot.transport;

import java.net.InetSocketAddress;
import java.time.Duration;

/** A bound server. Safe for use by many threads. */
public interface RunningServer {

    /** The address it is bound to, with the real port. */
    InetSocketAddress address();

    /**
     * Tells every peer GOAWAY, so that it takes its calls elsewhere, and turns away who connects, until {@link #resume}.
     * Calls in progress are answered. The port stays bound. Does not wait.
     *
     * @param reason what peers are told, e.g. {@code not serving}
     */
    void suspend(String reason);

    /** Serves who connects from now on. No effect if it was not suspended. */
    void resume();

    /**
     * Stops accepting connections, tells every peer GOAWAY, waits for calls in progress and the sending of their
     * replies, and closes. Calls that still run after {@code grace} are cancelled. Blocks until closed; no effect the
     * second time.
     */
    void shutdown(Duration grace);
}
