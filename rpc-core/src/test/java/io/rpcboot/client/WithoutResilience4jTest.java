package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.Metadata;
import io.rpcboot.testing.ClassPathWithout;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Resilience4j keeps circuit breakers; an application that has none does not need it. */
class WithoutResilience4jTest {

    interface Shop {
        String order(String what);
    }

    /** Runs where there is no Resilience4j; its types are others than this test's. */
    public static final class Calls implements Callable<List<String>> {
        @Override
        public List<String> call() {
            FakeNetwork network = new FakeNetwork();
            RpcClient client = RpcClient.builder()
                    .transport(network)
                    .timer(network)
                    .interceptor((call, reply, next) -> {
                        reply.onMessage("tea");
                        reply.onClose(RpcStatus.OK, Metadata.EMPTY);
                    })
                    .build();
            client.getClass().getDeclaredMethods(); // as dependency injection does
            String answer = client.refer(Shop.class).order("tea");
            try {
                client.refer(Reference.to(Shop.class).id("shop").circuitBreaker(settings -> {}));
                return List.of(answer, "no complaint");
            } catch (IllegalArgumentException e) {
                return List.of(answer, e.getMessage());
            }
        }
    }

    @Test
    void onlyWhoWantsACircuitBreakerNeedsIt() throws Exception {
        try (ClassPathWithout loader = new ClassPathWithout("io.github.resilience4j.")) {
            assertThatThrownBy(() -> loader.loadClass("io.github.resilience4j.circuitbreaker.CircuitBreaker"))
                    .isInstanceOf(ClassNotFoundException.class);
            Callable<?> calls = (Callable<?>)
                    loader.loadClass(Calls.class.getName()).getConstructor().newInstance();
            assertThat(calls.getClass()).isNotSameAs(Calls.class);
            assertThat(calls.call())
                    .isEqualTo(List.of(
                            "tea",
                            "the circuit breaker \"shop\" needs Resilience4j, which is not on the class path; add the"
                                    + " dependency io.github.resilience4j:resilience4j-circuitbreaker"));
        }
    }
}
