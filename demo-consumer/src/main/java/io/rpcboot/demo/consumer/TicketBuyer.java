package io.rpcboot.demo.consumer;

import io.rpcboot.demo.api.TicketService;
import io.rpcboot.spring.RpcReference;
import org.springframework.stereotype.Component;

/** Buys a ticket from whoever the registry says sells them. */
@Component
public class TicketBuyer {

    @RpcReference
    @SuppressWarnings("NullAway.Init") // injected
    private TicketService ticketService;

    /** What was bought, and where it was found. */
    public String buyTicket() {
        return "在注册中心拿==>" + ticketService.getTicket();
    }
}
