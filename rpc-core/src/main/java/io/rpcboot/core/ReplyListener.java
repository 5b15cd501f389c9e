package io.rpcboot.core;

import io.rpcboot.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * Hears the reply to one call. The methods of one listener are never called at the same time, and each call happens
 * before the next, but they may come from different threads. Implementations must not block and should not throw.
 */
public interface ReplyListener {

    /** The reply's metadata; at most once, before any message; left out where there is none. */
    default void onHeaders(Metadata headers) {}

    /** A message of the type that the method's response {@link Marshaller} stands for; null is a message too. */
    void onMessage(@Nullable Object message);

    /** The end of the call, exactly once; nothing follows. A unary call that ended OK had exactly one message. */
    void onClose(RpcStatus status, Metadata trailers);
}
