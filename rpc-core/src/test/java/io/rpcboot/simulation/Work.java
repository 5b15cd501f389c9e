package io.rpcboot.simulation;

import io.rpcboot.RpcHashKey;
import io.rpcboot.RpcMethod;
import java.util.concurrent.CompletableFuture;

/** What is called. */
public interface Work {

    /** May run twice. */
    @RpcMethod(idempotent = true)
    CompletableFuture<String> read(@RpcHashKey long key);

    /** May not. */
    CompletableFuture<String> write(@RpcHashKey long key);
}
