package io.rpcboot.demo.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@SpringBootTest(webEnvironment = WebEnvironment.NONE)
@DirtiesContext // the registry ends with this class
class TicketBuyerTest {

    private static final Providers PROVIDERS = new Providers();

    @Autowired
    private TicketBuyer ticketBuyer;

    @DynamicPropertySource
    static void registry(DynamicPropertyRegistry properties) {
        properties.add("rpc.registry.address", PROVIDERS::registryAddress);
    }

    @AfterAll
    static void stopProviders() {
        PROVIDERS.close();
    }

    @Test
    void theTicketThatTheRegistryLeadsToIsGood() {
        assertThat(ticketBuyer.buyTicket()).isEqualTo("在注册中心拿==>good");
    }
}
