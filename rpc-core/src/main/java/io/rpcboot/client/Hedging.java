package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.Timer;
import io.rpcboot.resilience.RetryPolicy;
import io.rpcboot.resilience.RetryPolicy.Verdict;
import org.jspecify.annotations.Nullable;

/** One call that may be made at two instances at once. Its lock is never held while anybody is called. */
final class Hedging implements Branch.Listener, RpcCall.CancelListener {

    private static final RpcStatus LOST = RpcStatus.of(Code.CANCELLED, "another instance answered before");

    private final HedgingHandler settings;
    private final RpcCall call;
    private final ReplyListener reply;
    private final long startedAt;
    private final Branch first;
    private volatile Timer.@Nullable Cancellable timer;

    // Written with the lock.
    private @Nullable Branch second;
    private int underWay = 1;
    private boolean mayHaveRun;
    private volatile boolean over;

    Hedging(HedgingHandler settings, RpcCall call, ReplyListener reply) {
        this.settings = settings;
        this.call = call;
        this.reply = reply;
        this.startedAt = settings.ticker().nanos();
        this.first = new Branch(call, this);
    }

    void begin() {
        call.onCancel(this);
        settings.first().handle(first, first);
        long wait = settings.waitNanos();
        if (!over && wait < call.deadline().remainingNanos()) {
            Timer.Cancellable scheduled = settings.timer().schedule(this::hedge, wait);
            timer = scheduled;
            if (over) {
                scheduled.cancel(); // it was over between the lines, and nothing was there to cancel
            }
        }
    }

    /** Makes the second request, if there is somebody for it and it may be made. */
    private void hedge() {
        Target busy = first.target();
        if (busy == null || !settings.second().hasOtherThan(busy, call.method())) {
            return;
        }
        Branch branch = new Branch(call, this);
        synchronized (this) {
            if (over
                    || call.isCancelled()
                    || !settings.hedges().tryHedge()
                    || !settings.retries().tryRetry()) {
                return;
            }
            second = branch;
            underWay++;
        }
        new Attempts(settings.second(), branch, branch).avoid(busy).attempt();
    }

    @Override
    public void onEnd(Branch branch, RpcStatus status, Metadata trailers) {
        Branch other;
        RpcStatus end;
        synchronized (this) {
            if (over) {
                return;
            }
            underWay--;
            mayHaveRun |= !status.notExecuted();
            if (underWay > 0 && !isAnswer(status)) {
                return; // the other may do better
            }
            over = true;
            other = underWay == 0 ? null : branch == first ? second : first;
            end = mayHaveRun || other != null ? status.withNotExecuted(false) : status;
        }
        Timer.Cancellable pending = timer;
        if (pending != null) {
            pending.cancel();
        }
        if (status.code() != Code.CANCELLED) { // which says nothing about how long it would have taken
            settings.latency().record(settings.ticker().nanos() - startedAt);
        }
        if (other != null) {
            other.cancel(LOST);
        }
        branch.answer(reply, end, trailers);
    }

    /** Whether nothing else that an instance could say would be better: also what fails for good is an answer. */
    private boolean isAnswer(RpcStatus status) {
        return status.isOk() || RetryPolicy.judge(status, call.method().idempotent()) == Verdict.FINAL;
    }

    @Override
    public void onCancel(RpcStatus reason) {
        Branch other;
        synchronized (this) {
            other = second;
        }
        first.cancel(reason);
        if (other != null) {
            other.cancel(reason);
        }
    }
}
