package io.rpcboot.spring.boot.sample;

import io.rpcboot.spring.RpcService;
import java.util.concurrent.CompletableFuture;

@RpcService
class StationTicketService implements TicketService {

    @Override
    public Ticket buy(String from, String to) {
        return new Ticket(from, to, Thread.currentThread().getName());
    }

    @Override
    public CompletableFuture<Ticket> buyLater(String from, String to) {
        return CompletableFuture.completedFuture(buy(from, to));
    }
}
