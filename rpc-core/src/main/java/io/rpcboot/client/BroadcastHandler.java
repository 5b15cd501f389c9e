package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;

/** Makes a call at every instance that the reference can call. */
record BroadcastHandler(Cluster cluster) implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        Broadcast.Collector collector = Broadcast.take();
        if (call.deadline().isExpired()) { // the one of the call that this one is made for
            reply.onClose(Outcome.expiredBefore(call).withNotExecuted(true), Metadata.EMPTY);
        } else if (collector != null && call.method().oneway()) {
            String why = call + " is one-way: nobody replies to it; call it without collecting";
            collector.refuse(why);
            reply.onClose(RpcStatus.of(Code.FAILED_PRECONDITION, why).withNotExecuted(true), Metadata.EMPTY);
        } else {
            new Broadcasting(cluster, call, reply, collector).begin();
        }
    }

    @Override
    public String toString() {
        return "broadcast";
    }
}
