package io.rpcboot.core;

import io.rpcboot.RpcStatus;
import org.jspecify.annotations.Nullable;

/** Stands in front of another listener and passes on to it what it does not act on itself; for interceptors, too. */
public interface ForwardingReply extends ReplyListener {

    /** Who hears it next. */
    ReplyListener next();

    @Override
    default void onHeaders(Metadata headers) {
        next().onHeaders(headers);
    }

    @Override
    default void onMessage(@Nullable Object message) {
        next().onMessage(message);
    }

    @Override
    default void onClose(RpcStatus status, Metadata trailers) {
        next().onClose(status, trailers);
    }
}
