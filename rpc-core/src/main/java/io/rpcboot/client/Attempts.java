package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.loadbalance.Candidate;
import io.rpcboot.resilience.RetryPolicy;
import io.rpcboot.resilience.RetryPolicy.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the instances, one attempt after another. It is every attempt's listener; attempts never
 * overlap, so it needs no lock.
 */
final class Attempts implements ReplyListener, Waiting {

    private static final RpcStatus NOT_TRIED = RpcStatus.of(Code.CANCELLED, "the instance was not called");

    private final RetryHandler settings;
    private final RpcCall call;
    private final ReplyListener reply;
    private @Nullable Target current;
    private @Nullable List<Endpoint> tried;
    private int retries;

    /** When the current attempt began; 0 if it had no alternative, so that nothing is to be learnt from its time. */
    private long startedAt;

    /** Whom the current attempt tries after it was ejected; null, as it nearly always is, if nobody. */
    private @Nullable Target onTrial;

    private boolean committed;

    /** Whether an attempt may have reached the method; then nothing that comes later can say that the call never ran. */
    private boolean mayHaveRun;

    Attempts(RetryHandler settings, RpcCall call, ReplyListener reply) {
        this.settings = settings;
        this.call = call;
        this.reply = reply;
    }

    /** Leaves this instance to others for as long as there are any. */
    Attempts avoid(Target busy) {
        tried().add(busy.endpoint());
        return this;
    }

    private List<Endpoint> tried() {
        List<Endpoint> already = tried;
        if (already == null) {
            already = new ArrayList<>(2);
            tried = already;
        }
        return already;
    }

    /** Hands the call to an instance, or has it wait for one. */
    void attempt() {
        Target target;
        try {
            target = choose();
        } catch (RuntimeException e) { // of a load balancer of the user's
            endTrial(NOT_TRIED);
            end(RpcStatus.of(Code.INTERNAL, call + ": " + e).withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        RpcHandler handler = target == null ? null : target.handler();
        if (target == null || handler == null) {
            if (target != null) {
                endTrial(NOT_TRIED);
                settings.cluster().refresh(); // its connection has just gone
            }
            settings.cluster().await(call, this);
            return;
        }
        current = target;
        target.attemptBegins();
        handler.handle(call, this);
    }

    private @Nullable Target choose() {
        Target ejected = tried == null ? settings.cluster().claimTrial(call.method()) : null;
        onTrial = ejected;
        List<Target> candidates = ejected == null ? candidates() : List.of(ejected);
        if (candidates.isEmpty()) {
            return null;
        }
        candidates = settings.pushBacks().passOver(candidates);
        startedAt = candidates.size() == 1 && ejected == null
                ? 0
                : settings.latency().start();
        Candidate chosen = settings.loadBalancer().choose(call, candidates);
        if (chosen instanceof Target target) {
            return target;
        }
        throw new IllegalStateException(
                settings.loadBalancer() + " chose something that was not a candidate: " + chosen);
    }

    private List<Target> candidates() {
        List<Target> ready = settings.cluster().candidates(call.method());
        List<Target> untried = tried == null ? ready : untried(ready);
        return untried.isEmpty() ? ready : untried;
    }

    private List<Target> untried(List<Target> ready) {
        List<Endpoint> already = tried;
        return already == null
                ? ready
                : ready.stream()
                        .filter(target -> !already.contains(target.endpoint()))
                        .toList();
    }

    @Override
    public void onHeaders(Metadata headers) {
        committed = true;
        reply.onHeaders(headers);
    }

    @Override
    public void onMessage(@Nullable Object message) {
        committed = true;
        reply.onMessage(message);
    }

    @Override
    public void onClose(RpcStatus status, Metadata trailers) {
        Target target = current;
        if (target != null) {
            current = null;
            target.attemptEnded(status);
            if (startedAt != 0) {
                target.attemptTook(settings.latency(), startedAt, status);
            }
            endTrial(status);
            if (target.isOutlier()) {
                settings.cluster().eject(target);
            }
            mayHaveRun |= !status.notExecuted();
            if (!status.isOk() && !committed && goesOn(status, target, RetryAfter.read(trailers))) {
                return;
            }
        }
        end(target == null ? status : target.explain(status, call.method()), trailers);
    }

    private void endTrial(RpcStatus status) {
        Target ejected = onTrial;
        if (ejected != null) {
            onTrial = null;
            settings.cluster().tried(ejected, status);
        }
    }

    /** The call's end, whatever became of its attempts. */
    @Override
    public void end(RpcStatus status, Metadata trailers) {
        reply.onClose(mayHaveRun ? status.withNotExecuted(false) : status, trailers);
    }

    private boolean goesOn(RpcStatus status, Target failed, @Nullable RetryAfter pushBack) {
        if (pushBack != null) {
            settings.pushBacks().add(failed.endpoint(), pushBack);
        }
        Verdict verdict = RetryPolicy.judge(status, call.method().idempotent());
        if (verdict == Verdict.FINAL
                || pushBack != null && pushBack.isNever()
                || call.isCancelled()
                || call.deadline().isExpired()) {
            return false;
        }
        tried().add(failed.endpoint());
        List<Target> ready = settings.cluster().candidates(call.method());
        List<Target> others = untried(ready);
        boolean othersLeft = !others.isEmpty();
        if (verdict == Verdict.MOVE_ON && othersLeft) {
            attempt();
            return true;
        }
        if (status.code() == Code.UNIMPLEMENTED && !othersLeft) {
            return false; // an instance that lacks the method will not get it
        }
        long wait = settings.pushBacks().waitNanos(othersLeft ? others : ready);
        // Moving on to where the call has been before would be free of charge for ever: it counts as a retry.
        if (retries >= settings.maxRetries()
                || wait > 0 && wait >= call.deadline().remainingNanos()
                || !settings.budget().tryRetry()) {
            return false;
        }
        retries++;
        if (othersLeft && wait == 0) {
            attempt();
            return true;
        }
        // Whoever was told to come again in a second must not come with all others that were told so.
        return settings.cluster().delay(call, this, wait + settings.backoff().delayNanos(retries));
    }

    @Override
    public void attemptInTime() {
        if (call.isCancelled() || call.deadline().isExpired()) {
            end(Outcome.overdue(call), Metadata.EMPTY);
        } else {
            attempt();
        }
    }
}
