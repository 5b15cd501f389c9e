package io.rpcboot.demo.ticket;

import io.rpcboot.demo.api.TicketService;
import io.rpcboot.spring.RpcService;

/** Sells good tickets only. */
@RpcService
class GoodTicketService implements TicketService {

    @Override
    public String getTicket() {
        return "good";
    }
}
