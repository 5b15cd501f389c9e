package io.rpcboot.client;

import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.loadbalance.Candidate;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.resilience.HedgeBudget;
import io.rpcboot.resilience.LatencyQuantile;
import io.rpcboot.resilience.RetryBudget;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes a call at a second instance when the first takes long over it.
 *
 * @param first makes the first request, as any call is made
 * @param second makes the second: retries are the first one's business
 * @param latency how long calls of this method take
 * @param hedges how many of them may be made twice
 * @param retries what all that is repeated for the reference draws on
 */
record HedgingHandler(
        RetryHandler first,
        RetryHandler second,
        LatencyQuantile latency,
        HedgeBudget hedges,
        RetryBudget retries,
        Timer timer,
        Ticker ticker)
        implements RpcHandler {

    /** 95 of 100 calls are not made twice. */
    static final double QUANTILE = 0.95;

    /** What is quicker than this, a second request makes no quicker. */
    private static final long SHORTEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    static HedgingHandler create(RetryHandler failover, Timer timer, Ticker ticker) {
        RetryHandler first = failover.withLoadBalancer(new NotingBalancer(failover.loadBalancer()));
        return new HedgingHandler(
                first,
                failover.withMaxRetries(0),
                new LatencyQuantile(QUANTILE),
                new HedgeBudget(),
                failover.budget(),
                timer,
                ticker);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        hedges.recordCall();
        new Hedging(this, call, reply).begin();
    }

    /** After how many nanoseconds a second request is worth making; {@link Long#MAX_VALUE} while that is not known. */
    long waitNanos() {
        return Math.max(latency.nanos(), SHORTEST_WAIT_NANOS);
    }

    /** Has the first request remember where it went, so that the second can go elsewhere. */
    private record NotingBalancer(LoadBalancer chosen) implements LoadBalancer {

        @Override
        public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
            Candidate candidate = chosen.choose(call, candidates);
            if (call instanceof Branch branch && candidate instanceof Target target) {
                branch.target(target);
            }
            return candidate;
        }

        @Override
        public String toString() {
            return chosen.toString();
        }
    }

    @Override
    public String toString() {
        return "hedge(" + QUANTILE + ") -> " + second;
    }
}
