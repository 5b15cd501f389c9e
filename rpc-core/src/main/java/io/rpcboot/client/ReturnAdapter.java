package io.rpcboot.client;

import org.jspecify.annotations.Nullable;

/** Makes calls of one shape of return type: a value, a future, nothing at all. */
interface ReturnAdapter {

    /** Makes the call and returns, or throws, what the caller of the stub is to get. */
    @Nullable
    Object invoke(ClientMethod method, Object[] arguments) throws Throwable;
}
