package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.rpcboot.spring.RpcReference;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Circuit breakers as configuration says. */
class CircuitBreakerReferenceTest {

    private final ApplicationContextRunner context = Contexts.withRegistry()
            .withConfiguration(AutoConfigurations.of(RpcCircuitBreakerAutoConfiguration.class))
            .withUserConfiguration(Caller.class); // nobody is there to be called

    static class Caller {
        @RpcReference
        Greeter greeter;
    }

    private static Throwable failure(Caller caller) {
        return catchThrowable(() -> caller.greeter.greet("a"));
    }

    @Test
    void aReferenceHasACircuitBreakerIfAnyOfItsSettingsIsThere() {
        context.withPropertyValues("rpc.references.greeter.circuit-breaker.minimum-number-of-calls=2")
                .run(running -> {
                    Caller caller = running.getBean(Caller.class);
                    assertThat(failure(caller)).hasMessageContaining("lists no instance");
                    assertThat(failure(caller)).hasMessageContaining("lists no instance");
                    assertThat(failure(caller)).hasMessageContaining("circuit breaker \"greeter\" is open since");
                });
    }

    @Test
    void theRegistryOfTheApplicationKeepsThemWithItsDefaults() {
        CircuitBreakerRegistry registry = CircuitBreakerRegistry.of(
                CircuitBreakerConfig.custom().minimumNumberOfCalls(1).build());
        context.withBean(CircuitBreakerRegistry.class, () -> registry)
                .withPropertyValues(
                        "rpc.references.greeter.circuit-breaker.failure-rate-threshold=40",
                        "rpc.references.greeter.circuit-breaker.slow-call-rate-threshold=30",
                        "rpc.references.greeter.circuit-breaker.slow-call-duration-threshold=2s",
                        "rpc.references.greeter.circuit-breaker.sliding-window-type=time_based",
                        "rpc.references.greeter.circuit-breaker.sliding-window-size=20",
                        "rpc.references.greeter.circuit-breaker.wait-duration-in-open-state=7s",
                        "rpc.references.greeter.circuit-breaker.permitted-number-of-calls-in-half-open-state=3")
                .run(running -> {
                    Caller caller = running.getBean(Caller.class);
                    CircuitBreaker breaker = registry.find("greeter").orElseThrow();
                    CircuitBreakerConfig config = breaker.getCircuitBreakerConfig();
                    assertThat(config.getFailureRateThreshold()).isEqualTo(40);
                    assertThat(config.getSlowCallRateThreshold()).isEqualTo(30);
                    assertThat(config.getSlowCallDurationThreshold()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(config.getSlidingWindowType())
                            .isEqualTo(CircuitBreakerConfig.SlidingWindowType.TIME_BASED);
                    assertThat(config.getSlidingWindowSize()).isEqualTo(20);
                    assertThat(config.getMinimumNumberOfCalls()).isEqualTo(1);
                    assertThat(config.getWaitIntervalFunctionInOpenState().apply(1))
                            .isEqualTo(7_000);
                    assertThat(config.getPermittedNumberOfCallsInHalfOpenState())
                            .isEqualTo(3);

                    failure(caller);
                    assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
                    failure(caller);
                    assertThat(breaker.getMetrics().getNumberOfNotPermittedCalls())
                            .isEqualTo(1);
                });
    }

    @Test
    void aMethodHasItsOwn() {
        context.withPropertyValues(
                        "rpc.references.greeter.methods.greet.circuit-breaker.minimum-number-of-calls=1",
                        "rpc.references.greeter.fallback=empty")
                .withBean(CircuitBreakerRegistry.class, CircuitBreakerRegistry::ofDefaults)
                .run(running -> {
                    Caller caller = running.getBean(Caller.class);
                    assertThat(caller.greeter.greet("a")).isNull();
                    assertThat(running.getBean(CircuitBreakerRegistry.class)
                                    .find("greeter.greet")
                                    .orElseThrow()
                                    .getState())
                            .isEqualTo(CircuitBreaker.State.OPEN);
                    assertThat(caller.greeter.greet("a")).isNull();
                });
    }

    @Test
    void anApplicationWithoutResilience4jIsNoneTheWorse() {
        context.withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .run(running -> {
                    assertThat(running).hasNotFailed().doesNotHaveBean("rpcCircuitBreakers");
                    assertThat(failure(running.getBean(Caller.class))).hasMessageContaining("lists no instance");
                });
    }

    @Test
    void aSettingOutOfItsRangeStopsStartUp() {
        context.withPropertyValues("rpc.references.greeter.circuit-breaker.failure-rate-threshold=150")
                .run(failed -> {
                    FailureAnalysis analysis = Contexts.analyze(failed.getStartupFailure());
                    assertThat(analysis.getDescription())
                            .startsWith("The reference at Caller.greeter cannot be made: circuit breaker \"greeter\":"
                                    + " failureRateThreshold must be ");
                    assertThat(analysis.getAction())
                            .isEqualTo("Correct it in the annotation, or in configuration under"
                                    + " rpc.references.greeter or rpc.client.");
                });
    }

    @Test
    void aSettingThatDoesNotExistStopsStartUp() {
        context.withPropertyValues("rpc.references.greeter.circuit-breaker.failure-threshold=50")
                .run(failed -> assertThat(
                                Contexts.analyze(failed.getStartupFailure()).getDescription())
                        .contains("did you mean rpc.references.greeter.circuit-breaker.failure-rate-threshold?"));
    }
}
