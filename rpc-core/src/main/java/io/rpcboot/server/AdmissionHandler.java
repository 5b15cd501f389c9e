package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.Arrays;
import java.util.List;

/** Sheds calls beyond a limit at once, before anything is decoded or queued for them. */
final class AdmissionHandler implements RpcHandler {

    private final Limit[] limits;
    private final Shedding shedding;
    private final RpcHandler next;

    /** With the narrowest limit first, so that what it sheds takes no place of others. */
    AdmissionHandler(List<Limit> limits, Shedding shedding, RpcHandler next) {
        this.limits = limits.toArray(Limit[]::new);
        this.shedding = shedding;
        this.next = next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        for (int i = 0; i < limits.length; i++) {
            if (!limits[i].tryAcquire()) {
                giveBack(i);
                shedding.refuse(call, reply, limits[i].reason(), limits[i].nanosToDrain());
                return;
            }
        }
        next.handle(call, new Releasing(this, reply));
    }

    private void giveBack(int acquired) {
        for (int i = 0; i < acquired; i++) {
            limits[i].giveBack();
        }
    }

    private void release() {
        for (Limit limit : limits) {
            limit.release();
        }
    }

    /** One for all limits: it is made for every call. */
    private record Releasing(AdmissionHandler admission, ReplyListener next) implements ForwardingReply {
        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            admission.release();
            next.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return "limit" + Arrays.toString(limits) + " -> " + next;
    }
}
