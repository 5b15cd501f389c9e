package io.rpcboot.demo.consumer.story;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import org.jspecify.annotations.Nullable;

/** Remembers how the last call ended: a caller of a declared exception sees its type, not its status. */
final class StatusWatch implements RpcInterceptor {

    private volatile RpcStatus last = RpcStatus.OK;

    RpcStatus last() {
        return last;
    }

    @Override
    public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
        next.handle(call, new ReplyListener() {
            @Override
            public void onHeaders(Metadata headers) {
                reply.onHeaders(headers);
            }

            @Override
            public void onMessage(@Nullable Object message) {
                reply.onMessage(message);
            }

            @Override
            public void onClose(RpcStatus status, Metadata trailers) {
                last = status;
                reply.onClose(status, trailers);
            }
        });
    }
}
