package io.rpcboot.spring.boot.sample;

import java.util.concurrent.CompletableFuture;

/** Sells tickets. */
public interface TicketService {

    Ticket buy(String from, String to);

    CompletableFuture<Ticket> buyLater(String from, String to);
}
