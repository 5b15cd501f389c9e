package io.rpcboot.spring.boot.sample;

import io.rpcboot.spring.RpcReference;
import org.springframework.stereotype.Component;

/** Buys tickets. */
@Component
public class Traveller {

    private final TicketService tickets;

    Traveller(@RpcReference TicketService tickets) {
        this.tickets = tickets;
    }

    public Ticket travel() {
        return tickets.buy("Bath", "York");
    }
}
