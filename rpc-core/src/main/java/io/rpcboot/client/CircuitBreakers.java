package io.rpcboot.client;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.rpcboot.core.ServiceId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The circuit breakers of one client, kept by Resilience4j. Only this class and {@link Circuit} know that library, which
 * need not be there: neither is initialized until there is something to do for it. Safe for use by many threads.
 */
final class CircuitBreakers {

    private final CircuitBreakerRegistry registry;
    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();

    CircuitBreakers(CircuitBreakerRegistry registry) {
        this.registry = registry;
    }

    /**
     * Those of a registry of their own.
     *
     * @throws IllegalArgumentException if the library is not there
     */
    static CircuitBreakers ofDefaults(String wantedBy) {
        try {
            return new CircuitBreakers(CircuitBreakerRegistry.ofDefaults());
        } catch (NoClassDefFoundError e) {
            throw new IllegalArgumentException(
                    "the circuit breaker \"" + wantedBy
                            + "\" needs Resilience4j, which is not on the class path; add the"
                            + " dependency io.github.resilience4j:resilience4j-circuitbreaker",
                    e);
        }
    }

    /** What the circuit breaker of a method is called; several methods of a reference share the one without a method. */
    static String name(String id, @Nullable String method, ServiceId service) {
        return new ServiceId(method == null ? id : id + "." + method, service.group(), service.version()).toString();
    }

    /**
     * The circuit breaker of this name. One that the registry has already stays as it is.
     *
     * @throws IllegalArgumentException if a setting is out of its range
     */
    Circuit circuit(String name, CircuitBreakerSettings settings) {
        return circuits.computeIfAbsent(
                name, first -> new Circuit(registry.circuitBreaker(name, () -> config(name, settings))));
    }

    private CircuitBreakerConfig config(String name, CircuitBreakerSettings settings) {
        CircuitBreakerConfig defaults = registry.getDefaultConfig();
        try {
            CircuitBreakerConfig.Builder config = CircuitBreakerConfig.from(defaults);
            if (settings.failureRateThreshold != null) {
                config.failureRateThreshold(settings.failureRateThreshold);
            }
            if (settings.slowCallRateThreshold != null) {
                config.slowCallRateThreshold(settings.slowCallRateThreshold);
            }
            if (settings.slowCallDurationThreshold != null) {
                config.slowCallDurationThreshold(settings.slowCallDurationThreshold);
            }
            if (settings.slidingWindowType != null) {
                config.slidingWindowType(SlidingWindowType.valueOf(settings.slidingWindowType.name()));
            }
            if (settings.slidingWindowSize != null) {
                config.slidingWindowSize(settings.slidingWindowSize);
            }
            if (settings.minimumNumberOfCalls != null) {
                config.minimumNumberOfCalls(settings.minimumNumberOfCalls);
            }
            if (settings.waitDurationInOpenState != null) {
                config.waitDurationInOpenState(settings.waitDurationInOpenState);
            }
            if (settings.permittedNumberOfCallsInHalfOpenState != null) {
                config.permittedNumberOfCallsInHalfOpenState(settings.permittedNumberOfCallsInHalfOpenState);
            }
            return config.build();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("circuit breaker \"" + name + "\": " + e.getMessage(), e);
        }
    }
}
