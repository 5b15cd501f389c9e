package io.rpcboot.demo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Import;

@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@Import(Providers.Running.class)
class TicketBuyerTest {

    @Autowired
    private TicketBuyer ticketBuyer;

    @Test
    void theTicketThatTheRegistryLeadsToIsGood() {
        assertThat(ticketBuyer.buyTicket()).isEqualTo("在注册中心拿==>good");
    }
}
