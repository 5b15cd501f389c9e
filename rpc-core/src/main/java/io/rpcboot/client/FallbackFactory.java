package io.rpcboot.client;

import io.rpcboot.RpcException;

/**
 * Makes what answers a call that its service did not, and sees why. For a fallback that does not care why, the service's
 * interface is implemented instead.
 *
 * @param <T> the service's interface
 */
@FunctionalInterface
public interface FallbackFactory<T> {

    /**
     * What is to answer the method that was called, once, with the same arguments. Runs where the fallback does: for a
     * method that blocks on the caller's thread, for one that returns a future where the future completes.
     *
     * @param cause how the call ended; what this method, or the method of its result, throws reaches the caller with the
     *     cause as a suppressed exception, and the cause itself may be thrown
     */
    T create(RpcException cause);
}
