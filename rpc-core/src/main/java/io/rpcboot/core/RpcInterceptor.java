package io.rpcboot.core;

import java.util.List;

/**
 * Code of the user around every call, on either side. It may change the call's metadata, watch or replace the reply,
 * answer itself, or pass the call on, at once or later.
 *
 * <p>On the client it runs once a call (not once an attempt), on the thread that calls the stub; on the server after
 * the executor hop and the decoding, on the thread that will run the method.
 */
@FunctionalInterface
public interface RpcInterceptor {

    /** Handles the call, as {@link RpcHandler#handle} does, usually by handing it to {@code next}. */
    void intercept(RpcCall call, ReplyListener reply, RpcHandler next);

    /**
     * The chain that goes through the interceptors in order and ends in {@code last}; built once, at start-up. What an
     * interceptor throws ends the call: an {@link io.rpcboot.RpcException} with its status, anything else with INTERNAL.
     */
    static RpcHandler chain(List<? extends RpcInterceptor> interceptors, RpcHandler last) {
        return interceptors.isEmpty() ? last : new InterceptorChain(interceptors, last);
    }
}
