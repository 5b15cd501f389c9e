package io.rpcboot.client;

import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.resilience.RetryBudget;
import io.rpcboot.resilience.TypicalLatency;

/**
 * Takes a call to one instance after another, as far as that is safe and allowed.
 *
 * @param latency how long calls of this method take
 * @param maxRetries how often a call may be repeated at a price; moving on from where it never ran is free
 * @param backoff between attempts at instances that have been tried before
 */
record RetryHandler(
        Cluster cluster,
        LoadBalancer loadBalancer,
        TypicalLatency latency,
        int maxRetries,
        RetryBudget budget,
        Backoff backoff)
        implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        if (call.deadline().isExpired()) { // the one of the call that this one is made for
            reply.onClose(Outcome.expiredBefore(call).withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        budget.recordCall();
        new Attempts(this, call, reply).attempt();
    }

    @Override
    public String toString() {
        return "retry(" + maxRetries + ") -> balance(" + loadBalancer.getClass().getSimpleName() + ")";
    }
}
