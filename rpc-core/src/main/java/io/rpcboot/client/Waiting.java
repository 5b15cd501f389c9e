package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.Metadata;

/** A call that may have to wait for instances. */
interface Waiting {

    /** Goes on after a wait, unless that took too long. */
    void attemptInTime();

    /** Ends the call, for which there is nobody to wait any more. */
    void end(RpcStatus status, Metadata trailers);
}
