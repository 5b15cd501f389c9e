package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.failureOf;
import static io.rpcboot.client.FakeNetwork.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When calls are not even made. */
class CircuitBreakerTest {

    static final class OutOfStock extends Exception {
        private static final long serialVersionUID = 1L;

        public OutOfStock(String message) {
            super(message);
        }
    }

    interface Shop {
        CompletableFuture<String> order() throws OutOfStock;

        @RpcMethod(idempotent = true)
        CompletableFuture<String> look();
    }

    private static final RpcStatus BROKEN = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");

    private final FakeNetwork network = new FakeNetwork();
    private final CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
            .clock(new NetworkTime())
            .currentTimestampFunction(clock -> network.nanos(), TimeUnit.NANOSECONDS)
            .build());
    private final RpcClient client = client(registry);

    private final class NetworkTime extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(0, network.nanos());
        }
    }

    private RpcClient client(CircuitBreakerRegistry registry) {
        return network.client()
                .timeout(Duration.ofMinutes(5))
                .circuitBreakers(registry)
                .build();
    }

    private static void fewCalls(CircuitBreakerSettings settings) {
        settings.minimumNumberOfCalls(4)
                .failureRateThreshold(50f)
                .waitDurationInOpenState(Duration.ofSeconds(10))
                .permittedNumberOfCallsInHalfOpenState(1);
    }

    private static Reference<Shop> guarded() {
        return Reference.to(Shop.class).id("shop").retries(0).circuitBreaker(CircuitBreakerTest::fewCalls);
    }

    private Shop connected(Reference<Shop> reference) {
        Shop shop = client.refer(reference);
        network.connected(instance(Shop.class, 1));
        return shop;
    }

    private static CompletableFuture<String> order(Shop shop) {
        try {
            return shop.order();
        } catch (OutOfStock e) {
            throw new AssertionError(e); // it comes by the future
        }
    }

    private void orders(Shop shop, int count, Consumer<Attempt> end) {
        for (int i = 0; i < count; i++) {
            order(shop);
            end.accept(network.attempt());
        }
    }

    private void assertOpen(Shop shop) {
        assertThat(failureOf(order(shop))).hasMessageContaining("is open");
        assertThat(network.attempts).isEmpty();
    }

    private void assertClosed(Shop shop) {
        CompletableFuture<String> call = order(shop);
        network.attempt().succeed("tea");
        assertThat(call).isCompletedWithValue("tea");
    }

    @Test
    void whenTooManyCallsFailFurtherOnesEndAtOnceUntilOneOfAFewSucceeds() {
        Shop shop = connected(guarded());
        orders(shop, 2, attempt -> attempt.succeed("tea"));
        orders(shop, 2, attempt -> attempt.fail(BROKEN));

        RpcException refused = failureOf(order(shop));
        assertThat(network.attempts).isEmpty();
        assertThat(refused.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(refused.status().notExecuted()).isTrue();
        assertThat(refused.status().message())
                .isEqualTo(Shop.class.getName()
                        + "/order: circuit breaker \"shop\" is open since 1970-01-01T00:00:01Z: of 4 calls 50 % failed"
                        + " and 0 % were slow; the service is tried again when"
                        + " circuit-breaker.wait-duration-in-open-state is over");

        network.pass(9_999);
        assertOpen(shop);
        network.pass(2);
        CompletableFuture<String> trial = order(shop);
        assertThat(failureOf(order(shop)).status().message())
                .isEqualTo(Shop.class.getName()
                        + "/order: circuit breaker \"shop\" is half-open since 1970-01-01T00:00:11Z; the calls that try"
                        + " the service are under way (circuit-breaker.permitted-number-of-calls-in-half-open-state)");
        network.attempt().succeed("tea");
        assertThat(trial).isCompletedWithValue("tea");
        assertClosed(shop);
    }

    @Test
    void aTrialThatFailsOpensTheCircuitAgain() {
        Shop shop = connected(guarded());
        orders(shop, 4, attempt -> attempt.fail(BROKEN));
        network.pass(10_001);
        orders(shop, 1, attempt -> attempt.fail(BROKEN));
        assertOpen(shop);
    }

    @Test
    void whatIsNoFaultOfTheServiceDoesNotCountAgainstIt() {
        Shop shop = connected(guarded());
        orders(
                shop,
                5,
                attempt -> attempt.fail(
                        RpcStatus.of(Code.FAILED_PRECONDITION, "no tea").withCause(new OutOfStock("no tea"))));
        orders(shop, 5, attempt -> attempt.fail(RpcStatus.of(Code.INVALID_ARGUMENT, "no such tea")));
        assertClosed(shop);
        assertThat(breaker("shop").getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(11);
    }

    @Test
    void aCallThatIsCancelledCountsAsNothingAndGivesItsPlaceBack() {
        Shop shop = connected(guarded());
        orders(shop, 4, attempt -> attempt.fail(BROKEN));
        network.pass(10_001);
        order(shop).cancel(true);
        assertThat(network.attempts).isEmpty();
        assertThat(breaker("shop").getState()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertClosed(shop);
    }

    @Test
    void callsThatEndWithoutAProviderCount() {
        Shop shop = client.refer(guarded());
        network.list();
        for (int i = 0; i < 4; i++) {
            assertThat(failureOf(order(shop))).hasMessageContaining("lists no instance");
        }
        assertOpen(shop);
    }

    @Test
    void callsThatReachTheirDeadlineCount() {
        Shop shop = connected(guarded().timeout(Duration.ofSeconds(1)));
        for (int i = 0; i < 4; i++) {
            CompletableFuture<String> call = order(shop);
            network.pass(1_100);
            assertThat(failureOf(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        }
        assertOpen(shop);
    }

    @Test
    void tooManySlowCallsOpenItToo() {
        Shop shop = connected(guarded()
                .circuitBreaker(settings -> settings.minimumNumberOfCalls(2)
                        .slowCallDurationThreshold(Duration.ofSeconds(1))
                        .slowCallRateThreshold(100f)));
        orders(shop, 2, attempt -> {
            network.pass(1_001);
            attempt.succeed("tea");
        });
        assertThat(failureOf(order(shop))).hasMessageContaining("of 2 calls 0 % failed and 100 % were slow");
    }

    @Test
    void aCallWithItsRetriesIsOneCall() {
        Shop shop = connected(guarded().retries(2));
        CompletableFuture<String> call = shop.look();
        network.attempt().fail(BROKEN);
        network.pass(1_000);
        network.attempt().succeed("tea");
        assertThat(call).isCompletedWithValue("tea");
        assertThat(breaker("shop").getMetrics().getNumberOfSuccessfulCalls()).isEqualTo(1);
        assertThat(breaker("shop").getMetrics().getNumberOfFailedCalls()).isZero();
    }

    @Test
    void aFallbackAnswersForAnOpenCircuitAndSeesIt() {
        Shop shop = connected(guarded().fallbackFactory(cause -> new Shop() {
            @Override
            public CompletableFuture<String> order() {
                return CompletableFuture.completedFuture(cause.getMessage());
            }

            @Override
            public CompletableFuture<String> look() {
                throw cause;
            }
        }));
        orders(shop, 4, attempt -> attempt.fail(BROKEN));
        assertThat(order(shop).join()).contains("circuit breaker \"shop\" is open");
    }

    // ---------------------------------------------------------------- which

    @Test
    void allMethodsOfAReferenceShareOne() {
        Shop shop = connected(guarded());
        orders(shop, 4, attempt -> attempt.fail(BROKEN));
        assertThat(failureOf(shop.look())).hasMessageContaining("/look: circuit breaker \"shop\" is open");
    }

    @Test
    void aMethodMayHaveItsOwnWhichIsOtherwiseAsTheReferences() {
        Shop shop = connected(guarded()
                .method("order", method -> method.circuitBreaker(settings -> settings.minimumNumberOfCalls(2))));
        orders(shop, 2, attempt -> attempt.fail(BROKEN));
        assertThat(failureOf(order(shop))).hasMessageContaining("circuit breaker \"shop.order\" is open");
        assertThat(breaker("shop.order").getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState())
                .isEqualTo(1);
        CompletableFuture<String> other = shop.look();
        network.attempt().succeed("tea");
        assertThat(other).isCompletedWithValue("tea");
    }

    @Test
    void aMethodMayHaveNone() {
        Shop shop = connected(
                guarded().method("order", method -> method.circuitBreaker(settings -> settings.enabled(false))));
        orders(shop, 10, attempt -> attempt.fail(BROKEN));
        assertClosed(shop);
    }

    @Test
    void withoutAnySettingThereIsNone() {
        Shop shop = connected(Reference.to(Shop.class).retries(0));
        orders(shop, 200, attempt -> attempt.fail(BROKEN));
        assertClosed(shop);
        assertThat(registry.getAllCircuitBreakers()).isEmpty();
    }

    @Test
    void groupsAndVersionsHaveTheirOwn() {
        client.refer(guarded().group("blue"));
        client.refer(Reference.to(Shop.class).circuitBreaker(settings -> {}));
        assertThat(registry.getAllCircuitBreakers())
                .extracting(CircuitBreaker::getName)
                .containsExactlyInAnyOrder("shop[group=blue]", Shop.class.getName());
    }

    @Test
    void oneThatTheRegistryHasAlreadyIsUsedAsItIs() {
        CircuitBreaker existing = registry.circuitBreaker(
                "shop", CircuitBreakerConfig.custom().minimumNumberOfCalls(1).build());
        Shop shop = connected(guarded());
        orders(shop, 1, attempt -> attempt.fail(BROKEN));
        assertThat(existing.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(failureOf(order(shop))).hasMessageContaining("is open");
    }

    @Test
    void oneThatIsHeldOpenByHandSaysSo() {
        Shop shop = connected(guarded());
        breaker("shop").transitionToForcedOpenState();
        assertThat(failureOf(order(shop)).status().message())
                .isEqualTo(Shop.class.getName()
                        + "/order: circuit breaker \"shop\" is forced-open since 1970-01-01T00:00:01Z");
        breaker("shop").transitionToOpenState();
        assertThat(failureOf(order(shop)).status().message())
                .contains("is open since 1970-01-01T00:00:01Z; the service is tried again when");
    }

    @Test
    void aPredicateThatThrowsHoldsUpNoCall() {
        registry.circuitBreaker(
                "shop",
                CircuitBreakerConfig.custom()
                        .recordException(failure -> {
                            throw new IllegalStateException("of a predicate");
                        })
                        .build());
        Shop shop = connected(guarded());
        CompletableFuture<String> call = order(shop);
        network.attempt().fail(BROKEN);
        assertThat(failureOf(call)).hasMessageContaining("the connection broke");
    }

    @Test
    void aSettingOutOfItsRangeIsRefused() {
        assertThatThrownBy(() -> client.refer(Reference.to(Shop.class)
                        .id("shop")
                        .circuitBreaker(settings -> settings.failureRateThreshold(150f))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("circuit breaker \"shop\": failureRateThreshold must be ");
    }

    private CircuitBreaker breaker(String name) {
        return registry.find(name).orElseThrow();
    }
}
