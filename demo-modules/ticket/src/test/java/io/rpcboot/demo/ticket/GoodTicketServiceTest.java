package io.rpcboot.demo.ticket;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoodTicketServiceTest {

    @Test
    void theTicketIsGood() {
        assertThat(new GoodTicketService().getTicket()).isEqualTo("good");
    }
}
