package io.rpcboot.spring.boot;

import io.rpcboot.client.RpcClient;

/** A bean of this type may change the client before it is made: add interceptors, for one. Called in the beans' order. */
@FunctionalInterface
public interface RpcClientCustomizer {

    /** Changes what properties have set. */
    void customize(RpcClient.Builder builder);
}
