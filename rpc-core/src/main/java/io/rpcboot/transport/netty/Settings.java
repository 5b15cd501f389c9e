package io.rpcboot.transport.netty;

import io.rpcboot.core.CallTracer;
import java.time.Duration;

/**
 * What a connection goes by, on either side.
 *
 * @param processId who this process says it is
 * @param token the shared secret; empty if none
 * @param maxMessageSize the largest message that it accepts, in bytes
 * @param maxPending at a client the most calls in progress on a connection; at a server the same
 * @param maxPendingBytes at a client the most bytes of requests in progress on a connection
 * @param keepAlive after how much silence to ask whether the peer lives; zero is never
 * @param handshakeTimeout how long the peer has for its HELLO
 * @param tracer hears of the stages of calls
 */
record Settings(
        String processId,
        String token,
        int maxMessageSize,
        int maxPending,
        long maxPendingBytes,
        Duration keepAlive,
        Duration handshakeTimeout,
        CallTracer tracer) {

    static final int DEFAULT_MAX_MESSAGE_SIZE = 4 << 20;
    static final int DEFAULT_MAX_PENDING = 10_000;
    static final long DEFAULT_MAX_PENDING_BYTES =
            Math.min(128L << 20, Runtime.getRuntime().maxMemory() / 8);

    static final Duration DEFAULT_KEEP_ALIVE = Duration.ofSeconds(20);
    static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(5);

    /** The longest frame that we accept and send, in bytes after the header. */
    static final int MAX_FRAME = 64 << 10;

    private static final long MIN_REASSEMBLY_BUDGET = 64L << 20;

    /** How much a connection may hold of incomplete messages. */
    long reassemblyBudget() {
        return Math.max(MIN_REASSEMBLY_BUDGET, maxMessageSize);
    }
}
