package io.rpcboot.demo.consumer.story;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;

/** Remembers how the last call ended: a caller of a declared exception sees its type, not its status. */
final class StatusWatch implements RpcInterceptor {

    private volatile RpcStatus last = RpcStatus.OK;

    RpcStatus last() {
        return last;
    }

    @Override
    public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
        next.handle(call, new Watched(reply));
    }

    private final class Watched implements ForwardingReply {

        private final ReplyListener next;

        Watched(ReplyListener next) {
            this.next = next;
        }

        @Override
        public ReplyListener next() {
            return next;
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            last = status;
            next.onClose(status, trailers);
        }
    }
}
