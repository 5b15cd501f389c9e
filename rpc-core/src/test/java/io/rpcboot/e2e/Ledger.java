package io.rpcboot.e2e;

import io.rpcboot.RpcMethod;
import java.util.concurrent.CompletableFuture;

/** Numbers that are read, which may happen twice, and written, which must not. */
interface Ledger {

    @RpcMethod(idempotent = true)
    long read(long id);

    @RpcMethod(idempotent = true)
    CompletableFuture<Long> readLater(long id);

    long write(long id);

    CompletableFuture<Long> writeLater(long id);

    /** Writes, after so many bytes have been received. */
    long writeLarge(long id, byte[] bytes);

    /** Answers with the process id of the provider. */
    @RpcMethod(idempotent = true)
    long pid();
}
