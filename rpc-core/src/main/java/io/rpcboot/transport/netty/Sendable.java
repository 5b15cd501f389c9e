package io.rpcboot.transport.netty;

import org.jspecify.annotations.Nullable;

/** What can stand in a {@link SendQueue}; it is its own node, so that to queue it allocates nothing. */
interface Sendable {

    @Nullable
    Sendable next();

    void next(@Nullable Sendable next);
}
