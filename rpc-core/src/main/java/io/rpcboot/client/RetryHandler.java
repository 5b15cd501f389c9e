package io.rpcboot.client;

import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.resilience.RetryBudget;
import io.rpcboot.resilience.TypicalLatency;
import java.util.List;

/**
 * Takes a call to one instance after another, as far as that is safe and allowed.
 *
 * @param latency how long calls of this method take
 * @param maxRetries how often a call may be repeated at a price; moving on from where it never ran is free
 * @param backoff between attempts at instances that have been tried before
 * @param pushBacks the instances that want no calls of this method for a while
 */
record RetryHandler(
        Cluster cluster,
        LoadBalancer loadBalancer,
        TypicalLatency latency,
        int maxRetries,
        RetryBudget budget,
        Backoff backoff,
        PushBacks pushBacks)
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

    RetryHandler withMaxRetries(int maxRetries) {
        return new RetryHandler(cluster, loadBalancer, latency, maxRetries, budget, backoff, pushBacks);
    }

    RetryHandler withLoadBalancer(LoadBalancer loadBalancer) {
        return new RetryHandler(cluster, loadBalancer, latency, maxRetries, budget, backoff, pushBacks);
    }

    /** Whether a call of the method could go to another instance now. */
    boolean hasOtherThan(Target busy, MethodDescriptor method) {
        List<Target> others = cluster.candidates(method).stream()
                .filter(target -> target.endpoint() != busy.endpoint())
                .toList();
        return !others.isEmpty() && pushBacks.waitNanos(others) == 0;
    }

    @Override
    public String toString() {
        return "retry(" + maxRetries + ") -> balance(" + loadBalancer.getClass().getSimpleName() + ")";
    }
}
