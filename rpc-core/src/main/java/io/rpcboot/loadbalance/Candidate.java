package io.rpcboot.loadbalance;

import io.rpcboot.registry.RpcInstance;

/** An instance that could take a call now. Its figures change while one looks. */
public interface Candidate {

    /** What the registry says of it; its weight is at least 1. */
    RpcInstance instance();

    /** How many of this client's calls to its process have not ended yet. */
    int pending();

    /**
     * How many of the calls to it failed lately, the newest counting most: a failure counts 1 when it happens and
     * fades with time. Failures are what suggests that another instance might have succeeded, not errors that the
     * method declares.
     */
    double recentFailures();
}
