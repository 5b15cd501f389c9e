package io.rpcboot.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When calls are to be ended at once because most of those before them failed, or were slow; named as in Resilience4j,
 * whose defaults hold for what is not set, or those of the registry that the client was given.
 *
 * <p>What counts as a failure is what a {@linkplain Reference#fallback fallback} answers for, retries included; a
 * cancelled call counts as nothing. Calls within the process go past the circuit breaker.
 */
public final class CircuitBreakerSettings {

    /** What the sliding window is made of. */
    public enum SlidingWindowType {
        /** The last calls. */
        COUNT_BASED,
        /** The calls of the last seconds. */
        TIME_BASED
    }

    @Nullable
    Boolean enabled;

    @Nullable
    Float failureRateThreshold;

    @Nullable
    Float slowCallRateThreshold;

    @Nullable
    Duration slowCallDurationThreshold;

    @Nullable
    SlidingWindowType slidingWindowType;

    @Nullable
    Integer slidingWindowSize;

    @Nullable
    Integer minimumNumberOfCalls;

    @Nullable
    Duration waitDurationInOpenState;

    @Nullable
    Integer permittedNumberOfCallsInHalfOpenState;

    CircuitBreakerSettings() {}

    /** Whether there is a circuit breaker at all; there is one without this. For a method whose reference has one. */
    public CircuitBreakerSettings enabled(@Nullable Boolean enabled) {
        this.enabled = enabled;
        return this;
    }

    /** From what share of failures on, in percent, it opens. */
    public CircuitBreakerSettings failureRateThreshold(@Nullable Float percent) {
        this.failureRateThreshold = percent;
        return this;
    }

    /** From what share of slow calls on, in percent, it opens. */
    public CircuitBreakerSettings slowCallRateThreshold(@Nullable Float percent) {
        this.slowCallRateThreshold = percent;
        return this;
    }

    /** How long a call may take until it is slow. */
    public CircuitBreakerSettings slowCallDurationThreshold(@Nullable Duration duration) {
        this.slowCallDurationThreshold = duration;
        return this;
    }

    /** What the shares are shares of. */
    public CircuitBreakerSettings slidingWindowType(@Nullable SlidingWindowType type) {
        this.slidingWindowType = type;
        return this;
    }

    /** Of how many calls, or of how many seconds. */
    public CircuitBreakerSettings slidingWindowSize(@Nullable Integer size) {
        this.slidingWindowSize = size;
        return this;
    }

    /** How many calls there must have been before the shares mean anything. */
    public CircuitBreakerSettings minimumNumberOfCalls(@Nullable Integer calls) {
        this.minimumNumberOfCalls = calls;
        return this;
    }

    /** How long it stays open before calls try the service again. */
    public CircuitBreakerSettings waitDurationInOpenState(@Nullable Duration duration) {
        this.waitDurationInOpenState = duration;
        return this;
    }

    /** How many calls then try the service, to decide whether it closes. */
    public CircuitBreakerSettings permittedNumberOfCallsInHalfOpenState(@Nullable Integer calls) {
        this.permittedNumberOfCallsInHalfOpenState = calls;
        return this;
    }

    /** These, and where they say nothing, the others. */
    CircuitBreakerSettings orElse(@Nullable CircuitBreakerSettings others) {
        if (others == null) {
            return this;
        }
        return new CircuitBreakerSettings()
                .enabled(first(enabled, others.enabled))
                .failureRateThreshold(first(failureRateThreshold, others.failureRateThreshold))
                .slowCallRateThreshold(first(slowCallRateThreshold, others.slowCallRateThreshold))
                .slowCallDurationThreshold(first(slowCallDurationThreshold, others.slowCallDurationThreshold))
                .slidingWindowType(first(slidingWindowType, others.slidingWindowType))
                .slidingWindowSize(first(slidingWindowSize, others.slidingWindowSize))
                .minimumNumberOfCalls(first(minimumNumberOfCalls, others.minimumNumberOfCalls))
                .waitDurationInOpenState(first(waitDurationInOpenState, others.waitDurationInOpenState))
                .permittedNumberOfCallsInHalfOpenState(
                        first(permittedNumberOfCallsInHalfOpenState, others.permittedNumberOfCallsInHalfOpenState));
    }

    private static <V> @Nullable V first(@Nullable V one, @Nullable V other) {
        return one != null ? one : other;
    }
}
