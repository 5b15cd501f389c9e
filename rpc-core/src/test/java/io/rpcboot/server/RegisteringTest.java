package io.rpcboot.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceRegistry;
import io.rpcboot.transport.InMemoryTransport;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What stands in the registry when a server has registered, or could not. */
class RegisteringTest {

    interface Till {
        void book(long id);
    }

    interface Report {
        void print();
    }

    /** Refuses one service, once. */
    private static final class Refusing implements ServiceRegistry {

        private final InMemoryRegistry registry = new InMemoryRegistry();
        private boolean refused;

        @Override
        public Registration register(RpcInstance instance) {
            if (!refused && instance.service().name().equals(Report.class.getName())) {
                refused = true;
                throw new IllegalStateException("no room");
            }
            return registry.register(instance);
        }

        @Override
        public void close() {
            registry.close();
        }
    }

    @Test
    void aServerThatCannotRegisterAllOfItsServicesRegistersNone() throws Exception {
        try (InMemoryTransport transport = new InMemoryTransport();
                Refusing registry = new Refusing();
                RpcServer server = RpcServer.builder()
                        .transport(transport.server("localhost", 0))
                        .registry(registry)
                        .export(Till.class, id -> {})
                        .export(Report.class, () -> {})
                        .build()
                        .start()) {
            List<List<RpcInstance>> tills = new ArrayList<>();
            registry.registry.subscribe(Till.class.getName(), tills::add);

            assertThatThrownBy(server::register)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no room");

            assertThat(tills.get(tills.size() - 1)).isEmpty();
            assertThat(server.registrations()).isEmpty();
            assertThat(server.register().registrations()).hasSize(2);
            assertThat(tills.get(tills.size() - 1)).hasSize(1);
        }
    }
}
