package io.rpcboot.loadbalance;

import io.rpcboot.registry.RpcInstance;

/** An instance that could take a call now. Its figures change while one looks. */
public interface Candidate {

    /** What the registry says of it. */
    RpcInstance instance();

    /**
     * Its share of the calls in proportion to those of others, more than 0: the weight that it registered with, or that
     * a rule gives it, less while it is new or comes back after failures.
     */
    double weight();

    /** How many of this client's calls to its process have not ended yet. */
    int pending();

    /**
     * How long its answers take lately, in proportion to how long calls of the same methods take on average, whoever
     * answers: 1 is as long as they, and is said if nothing is known. A mean over about ten seconds; returns to 1 while
     * nobody calls, so that an instance that was slow is tried again.
     */
    double slowness();

    /**
     * How many of the calls to it failed lately, the newest counting most: a failure counts 1 when it happens and
     * fades with time. Failures are what suggests that another instance might have succeeded, not errors that the
     * method declares.
     */
    double recentFailures();
}
