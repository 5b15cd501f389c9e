package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;

/**
 * From here on nobody can say that a call did not run: an interceptor that answers with what became of a call of its
 * own would make callers repeat a write.
 */
record DispatchedHandler(RpcHandler next) implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        next.handle(call, new Executed(reply));
    }

    private record Executed(ReplyListener next) implements ForwardingReply {
        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            next.onClose(status.notExecuted() ? status.withNotExecuted(false) : status, trailers);
        }
    }

    @Override
    public String toString() {
        return "dispatched -> " + next;
    }
}
