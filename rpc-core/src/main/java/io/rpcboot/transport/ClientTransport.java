package io.rpcboot.transport;

import java.util.concurrent.CompletionStage;

/** Opens connections. Safe for use by many threads. */
public interface ClientTransport extends AutoCloseable {

    /** The error code of a failure to connect because another process answers than the target names. */
    String WRONG_PROCESS = "WRONG_PROCESS";

    /**
     * Connects and shakes hands, without blocking. The stage completes with a connection that can take calls, or
     * exceptionally with an {@link io.rpcboot.RpcException} of UNAVAILABLE whose message says what was tried and why
     * it failed: refused, timed out, not our protocol, another process than {@code target} names
     * ({@link #WRONG_PROCESS}).
     */
    CompletionStage<Connection> connect(ConnectTarget target);

    /** Whether the current thread is one that this transport's connections need to make progress. */
    boolean isTransportThread();

    /** Closes all connections at once, failing their calls with UNAVAILABLE, and frees the threads. */
    @Override
    void close();
}
