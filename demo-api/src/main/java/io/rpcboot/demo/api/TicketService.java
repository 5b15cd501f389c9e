package io.rpcboot.demo.api;

import io.rpcboot.RpcMethod;

/** The smallest service there can be. */
public interface TicketService {

    /** A ticket: {@code good}. */
    @RpcMethod(idempotent = true)
    String getTicket();
}
