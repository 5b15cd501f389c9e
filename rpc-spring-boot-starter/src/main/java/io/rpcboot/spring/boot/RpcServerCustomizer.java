package io.rpcboot.spring.boot;

import io.rpcboot.server.RpcServer;

/** A bean of this type may change the server before it is made: add interceptors, for one. Called in the beans' order. */
@FunctionalInterface
public interface RpcServerCustomizer {

    /** Changes what properties have set. */
    void customize(RpcServer.Builder builder);
}
