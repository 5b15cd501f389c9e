package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.RpcHandler;

/**
 * Gives a call up together with the one that it is made for: the one that its thread answers. So a cancellation reaches
 * the last process that works for it.
 *
 * <p>Outside of all others, because it ends the call itself: whoever gave it up need not wait for anybody.
 */
record NestedHandler(RpcHandler next) implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        RpcContext context = RpcContext.current();
        RpcCall outer = context == null ? null : context.call();
        if (outer == null) {
            next.handle(call, reply);
            return;
        }
        Link link = new Link(outer, call, reply);
        outer.onCancel(link);
        if (call.isCancelled()) {
            return; // it has been told, and has ended
        }
        next.handle(call, link);
    }

    /** Between a call and the one that it is made for, until either ends. */
    private record Link(RpcCall outer, RpcCall call, ReplyListener next)
            implements ForwardingReply, RpcCall.CancelListener {

        @Override
        public void onCancel(RpcStatus reason) {
            RpcStatus status = RpcStatus.of(
                    reason.code(), call + ": given up with " + outer + ", which it was made for: " + reason.message());
            call.cancel(status);
            next.onClose(status, Metadata.EMPTY); // a client's call takes the first end and no other
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            outer.removeOnCancel(this);
            next.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return "nested -> " + next;
    }
}
