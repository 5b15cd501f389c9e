package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;

/** Chooses the instance for a call. One object serves one reference; safe for use by many threads. */
@FunctionalInterface
public interface LoadBalancer {

    /**
     * The chosen one. Called for every attempt, so it must be quick.
     *
     * @param candidates at least one; unchanging, and often the same list as for the call before
     */
    Candidate choose(RpcCall call, List<? extends Candidate> candidates);
}
