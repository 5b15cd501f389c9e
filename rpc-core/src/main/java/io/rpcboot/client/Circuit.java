package io.rpcboot.client;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.RpcCall;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One circuit breaker, and since when it is in its state. */
final class Circuit {

    private final CircuitBreaker breaker;
    private volatile @Nullable Instant since;

    Circuit(CircuitBreaker breaker) {
        this.breaker = breaker;
        breaker.getEventPublisher()
                .onStateTransition(event ->
                        since = breaker.getCircuitBreakerConfig().getClock().instant());
    }

    /** Whether a call may be made; if so, it must be told how that ended, or that it did not come to it. */
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /** The time by the circuit breaker's clock. */
    long now() {
        return breaker.getCurrentTimestamp();
    }

    /** A call that was admitted at this time has ended. */
    void ended(RpcCall call, RpcStatus status, long admittedAt) {
        long took = now() - admittedAt;
        if (Outcome.isFaultOfService(status)) {
            breaker.onError(
                    took,
                    breaker.getTimestampUnit(),
                    RpcException.ofCall(status, call.method().fullName()));
        } else if (status.code() == Code.CANCELLED || status.notExecuted()) {
            breaker.releasePermission(); // says nothing of the service
        } else {
            breaker.onSuccess(took, breaker.getTimestampUnit());
        }
    }

    /** What a call ends with that is not admitted. */
    RpcStatus refuse(RpcCall call) {
        CircuitBreaker.State state = breaker.getState();
        StringBuilder text = new StringBuilder(call.toString())
                .append(": circuit breaker \"")
                .append(breaker.getName())
                .append("\" is ")
                .append(state.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        Instant start = since;
        if (start != null) {
            text.append(" since ").append(start.truncatedTo(ChronoUnit.SECONDS));
        }
        if (state == CircuitBreaker.State.HALF_OPEN) {
            text.append("; the calls that try the service are under way"
                    + " (circuit-breaker.permitted-number-of-calls-in-half-open-state)");
        } else if (state == CircuitBreaker.State.OPEN) {
            text.append(why())
                    .append("; the service is tried again when circuit-breaker.wait-duration-in-open-state is over");
        }
        return RpcStatus.of(Code.UNAVAILABLE, text.toString()).withNotExecuted(true);
    }

    private String why() {
        CircuitBreaker.Metrics metrics = breaker.getMetrics();
        float failed = metrics.getFailureRate();
        return failed < 0 // it was opened by hand
                ? ""
                : String.format(
                        Locale.ROOT,
                        ": of %d calls %.0f %% failed and %.0f %% were slow",
                        metrics.getNumberOfBufferedCalls(),
                        failed,
                        metrics.getSlowCallRate());
    }

    @Override
    public String toString() {
        return "circuit breaker(" + breaker.getName() + ")";
    }
}
