package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import io.rpcboot.spring.boot.sample.Ticket;
import io.rpcboot.spring.boot.sample.TicketService;
import io.rpcboot.spring.boot.sample.Traveller;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;

class MockedServiceTest {

    static final Ticket FORGED = new Ticket("nowhere", "nowhere", "mock");

    /** Nobody provides the service, and there is no registry. */
    @Nested
    @SpringBootTest(classes = ConsumerOnly.class, properties = "rpc.references.ticket-service.retries=0")
    class AConsumersTest {

        @MockitoBean
        TicketService tickets;

        @Autowired
        Traveller traveller;

        @RpcReference(group = "other")
        TicketService otherGroup;

        @Test
        void aMockOfTheInterfaceStandsInForTheRemoteService() {
            when(tickets.buy("Bath", "York")).thenReturn(FORGED);
            assertThat(traveller.travel()).isSameAs(FORGED);
            assertThat(otherGroup).isSameAs(tickets);
        }
    }

    /** The provider is in the same process, with a setting that the mock hides. */
    @Nested
    @SpringBootTest(
            classes = io.rpcboot.spring.boot.sample.SampleApplication.class,
            properties = {"rpc.registry.address=memory:mocked", "rpc.services.ticket-service.weight=10"})
    class AProvidersTest {

        @MockitoBean
        TicketService tickets;

        @Autowired
        Traveller traveller;

        @Test
        void aMockReplacesTheProviderOfTheSameProcess() {
            when(tickets.buy("Bath", "York")).thenReturn(FORGED);
            assertThat(traveller.travel()).isSameAs(FORGED);
        }
    }

    @Nested
    @SpringBootTest(classes = ConsumerOnly.class)
    class ATestWithItsOwnFake {

        @TestBean
        TicketService tickets;

        @Autowired
        Traveller traveller;

        static TicketService tickets() {
            return new Fake();
        }

        @Test
        void aTestBeanStandsInForTheRemoteService() {
            assertThat(traveller.travel()).isSameAs(FORGED);
        }
    }

    /** Not an override: another bean of the interface is what it says, a bean of its own. */
    @Nested
    @SpringBootTest(
            classes = {ConsumerOnly.class, Exported.class},
            properties = {"rpc.registry.register=false"})
    class ATestWithAnExportedFake {

        @Autowired
        Traveller traveller;

        @Test
        void aFakeThatIsExportedIsCalledWithinTheProcess() {
            assertThat(traveller.travel()).isEqualTo(FORGED);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        RpcAutoConfiguration.class,
        RpcClientAutoConfiguration.class,
        RpcServerAutoConfiguration.class
    })
    @Import(Traveller.class)
    static class ConsumerOnly {}

    @RpcService
    static class Exported extends Fake {}

    static class Fake implements TicketService {
        @Override
        public Ticket buy(String from, String to) {
            return FORGED;
        }

        @Override
        public java.util.concurrent.CompletableFuture<Ticket> buyLater(String from, String to) {
            return java.util.concurrent.CompletableFuture.completedFuture(FORGED);
        }
    }
}
