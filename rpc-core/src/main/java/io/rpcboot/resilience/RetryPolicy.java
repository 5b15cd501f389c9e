package io.rpcboot.resilience;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;

/** Whether a failed attempt may be followed by another. The one place where that is decided. */
public final class RetryPolicy {

    /** What may follow an attempt. */
    public enum Verdict {
        /** Nothing: this is the call's end. */
        FINAL,
        /** An attempt at another instance, free of charge: this one never ran and cost nobody anything. */
        MOVE_ON,
        /** An attempt that counts as a retry and draws on the budget. */
        RETRY
    }

    private RetryPolicy() {}

    /**
     * Judges an attempt's end.
     *
     * @param idempotent whether the method may run twice
     */
    public static Verdict judge(RpcStatus status, boolean idempotent) {
        if (status.notExecuted()) {
            return switch (status.code()) {
                // Never sent, disowned by a GOAWAY, or not to be had at that instance.
                case UNAVAILABLE, UNIMPLEMENTED -> Verdict.MOVE_ON;
                // Shed: the instance did some work to say so, and others may be as busy.
                case RESOURCE_EXHAUSTED -> Verdict.RETRY;
                default -> Verdict.FINAL;
            };
        }
        // The connection broke with the call on it: it may have run.
        return status.code() == Code.UNAVAILABLE && idempotent ? Verdict.RETRY : Verdict.FINAL;
    }
}
