package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.Peer;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import java.util.concurrent.CompletionStage;

/**
 * A connection to one process, shared by all calls to it. Safe for use by many threads.
 *
 * <p>Every call that is given to one of its handlers ends exactly once: with the peer's answer, with UNAVAILABLE when
 * the connection breaks, or with the reason of its cancellation. A connection does not watch deadlines: who has one
 * cancels the call. {@link RpcStatus#notExecuted()} is set on every call that was never handed to the socket or that
 * the peer's GOAWAY disowned, and on no other. What a break ends that may have run ends with one status object, the same for
 * all, so that it can be counted as the one event that it is.
 */
public interface Connection {

    /**
     * The handler for calls to a service at the peer. To be asked for once and kept: it interns method names. The
     * peer is asked for exactly this group and version.
     */
    RpcHandler service(ServiceId service);

    /** The process at the other end. */
    Peer peer();

    /** Whether new calls are accepted: open, not said GOAWAY by either side, stream ids left. */
    boolean isUsable();

    /**
     * Completes when the connection is no longer {@linkplain #isUsable() usable}, with the reason. Pending calls may
     * still be answered after that.
     */
    CompletionStage<RpcStatus> whenUnusable();

    /** Takes no new calls, and closes once the pending ones have ended. */
    void drain();

    /** Closes at once; pending calls end with UNAVAILABLE. */
    void close();
}
