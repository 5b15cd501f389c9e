package io.rpcboot.client;

/** What becomes of a call when an instance fails or is slow. */
public enum FaultMode {
    /** It goes on to other instances, as far as that is safe: free of charge if it never ran, else as a retry. */
    FAILOVER,
    /** It is not retried. If it never reached an instance it still goes on to another, because nothing was tried yet. */
    FAILFAST,
    /**
     * As {@link #FAILOVER}, and once it has taken longer than 95 of 100 calls do, it is made at a second instance as well.
     * The first answer counts, and the other request is cancelled. For idempotent methods only.
     */
    HEDGED,
    /**
     * It is made at every instance that the reference may call, and each is waited for; one that is not connected has
     * failed. Nothing is repeated.
     *
     * @see Broadcast
     */
    BROADCAST
}
