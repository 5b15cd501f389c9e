package io.rpcboot.core;

/**
 * Takes a call and answers it: a connection, a retry, a balancer, an executor hop, the user's bean. Client and server
 * are chains of these.
 */
@FunctionalInterface
public interface RpcHandler {

    /**
     * Handles the call; returns soon, usually before the reply is there. Never throws for what happened to the call:
     * that is told to {@code reply}, exactly once, on this or any other thread, during this method or after it.
     */
    void handle(RpcCall call, ReplyListener reply);
}
