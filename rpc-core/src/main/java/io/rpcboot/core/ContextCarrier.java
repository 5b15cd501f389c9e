package io.rpcboot.core;

import org.jspecify.annotations.Nullable;

/**
 * Takes what hangs on a thread, such as the log's context, to the thread on which the end of a call is heard. Used for
 * calls whose end is awaited elsewhere than where they begin: those that return futures. Safe for use by many threads;
 * neither it nor what it captures throws.
 */
@FunctionalInterface
public interface ContextCarrier {

    /** Carries nothing. */
    ContextCarrier NONE = () -> null;

    /** Carries the {@link RpcContext}: calls made in a callback are for the same call, have its deadline and end with it. */
    ContextCarrier RPC_CONTEXT = () -> {
        RpcContext context = RpcContext.current();
        return context == null ? null : context::open;
    };

    /** What hangs on the current thread; null if that is nothing. */
    @Nullable
    Captured capture();

    /** What hung on a thread. */
    @FunctionalInterface
    interface Captured {

        /** Hangs it on the current thread until the scope is closed, which puts back what was there. */
        RpcContext.Scope open();
    }
}
