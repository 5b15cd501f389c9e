package io.rpcboot.transport.netty;

import io.netty.util.concurrent.Future;
import io.rpcboot.RpcStatus;

/** A connection to a client, in whatever protocol. Its methods are called on the channel's event loop. */
public interface ServerConnection {

    /**
     * Tells the client to send no more, and closes the channel when all calls in progress are answered; a client that has
     * not introduced itself yet is turned away.
     *
     * @param reason for people
     */
    void drain(String reason);

    /** Cancels what runs, for this reason, and closes the channel now. */
    void abort(RpcStatus reason);

    /** Completes when the channel is closed and no call that came over it runs any more. */
    Future<?> whenDone();
}
