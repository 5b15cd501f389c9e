package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.boot.sample.SampleApplication;
import io.rpcboot.spring.boot.sample.Ticket;
import io.rpcboot.spring.boot.sample.TicketService;
import io.rpcboot.spring.boot.sample.Traveller;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest(
        classes = SampleApplication.class,
        properties = {
            "rpc.registry.address=memory:over-the-wire",
            "rpc.server.host=127.0.0.1",
            "rpc.client.local=never",
            "rpc.references.ticket-service.timeout=20s"
        })
class OverTheWireTest {

    @RpcReference
    TicketService tickets;

    @Autowired
    Traveller traveller;

    @Test
    void aBeanCallsAnotherOverTheNetwork() {
        Ticket ticket = traveller.travel();
        assertThat(ticket.from()).isEqualTo("Bath");
        assertThat(ticket.to()).isEqualTo("York");
        assertThat(ticket.soldBy()).startsWith("rpc-handler-");
    }

    @Test
    void aFieldOfATestClassIsAReference() throws Exception {
        assertThat(tickets.buyLater("Ely", "Rye").get(20, TimeUnit.SECONDS).soldBy())
                .startsWith("rpc-handler-");
    }

    @Test
    void aParameterOfATestMethodIsAReference(@RpcReference TicketService injected) {
        assertThat(injected.buy("a", "b").to()).isEqualTo("b");
    }
}
