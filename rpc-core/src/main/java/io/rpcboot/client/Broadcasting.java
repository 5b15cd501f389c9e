package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Broadcast.Reply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One call that is made at all instances. It ends when each has replied or, because its time is up or its caller has
 * gone, with what there is by then. Its lock is never held while anybody is called.
 */
final class Broadcasting implements Waiting, RpcCall.CancelListener {

    private final Cluster cluster;
    private final RpcCall call;
    private final ReplyListener reply;
    private final Broadcast.@Nullable Collector collector;

    // Guarded by this.
    private List<Request> requests = List.of();
    private int missing;
    private boolean over;

    /** @param collector hears of each reply; null if nobody wants to */
    Broadcasting(Cluster cluster, RpcCall call, ReplyListener reply, Broadcast.@Nullable Collector collector) {
        this.cluster = cluster;
        this.call = call;
        this.reply = reply;
        this.collector = collector;
    }

    void begin() {
        cluster.awaitAll(call, this);
    }

    @Override
    public void attemptInTime() {
        if (call.isCancelled() || call.deadline().isExpired()) {
            end(Outcome.overdue(call).withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        List<Target> targets = cluster.everyone(call.method());
        if (targets.isEmpty()) {
            cluster.awaitAll(call, this);
            return;
        }
        List<Request> made = targets.stream().map(Request::new).toList();
        synchronized (this) {
            requests = made;
            missing = made.size();
        }
        call.onCancel(this);
        made.forEach(Request::send);
    }

    /** The call came to nobody. */
    @Override
    public void end(RpcStatus status, Metadata trailers) {
        reply.onClose(status, trailers);
    }

    @Override
    public void onCancel(RpcStatus reason) {
        List<Request> unanswered;
        synchronized (this) {
            unanswered =
                    requests.stream().filter(request -> request.status == null).toList();
            unanswered.forEach(request -> request.status = reason);
            if (over) {
                return;
            }
            over = true;
        }
        finish();
        unanswered.forEach(request -> request.branch.cancel(reason));
    }

    /** The call at one instance. */
    private final class Request implements Branch.Listener {

        private final Target target;
        private final Branch branch = new Branch(call, this);
        private @Nullable RpcStatus status; // guarded by the whole call

        Request(Target target) {
            this.target = target;
        }

        void send() {
            if (branch.isCancelled()) {
                return;
            }
            RpcHandler handler = target.handler();
            if (handler == null) {
                ended(RpcStatus.of(Code.UNAVAILABLE, "the call did not come to it: " + target.describe())
                        .withNotExecuted(true));
                return;
            }
            target.attemptBegins();
            handler.handle(branch, branch);
        }

        @Override
        public void onEnd(Branch branch, RpcStatus status, Metadata trailers) {
            target.attemptEnded(status);
            if (target.isOutlier()) {
                cluster.eject(target);
            }
            ended(target.explain(status, call.method()));
        }

        private void ended(RpcStatus end) {
            synchronized (Broadcasting.this) {
                if (status != null) {
                    return; // it was given up before
                }
                status = end;
                missing--;
                if (missing > 0) {
                    return;
                }
                over = true;
            }
            finish();
        }

        RpcStatus end() {
            return Objects.requireNonNull(status);
        }

        Reply<@Nullable Object> toReply() {
            return end().isOk()
                    ? new Reply<>(target.instance(), branch.result(), null)
                    : new Reply<>(target.instance(), null, Outcome.toThrowable(end(), call.method()));
        }
    }

    /** Every request has its end now, and keeps it. */
    private void finish() {
        List<Request> failed =
                requests.stream().filter(request -> !request.end().isOk()).toList();
        RpcStatus status = failed.isEmpty() ? RpcStatus.OK : summary(failed);
        if (collector != null) {
            collector.complete(requests.stream().map(Request::toReply).toList(), status);
        }
        if (failed.isEmpty()) {
            requests.get(0).branch.answer(reply, status, Metadata.EMPTY);
        } else {
            reply.onClose(status, Metadata.EMPTY);
        }
    }

    private RpcStatus summary(List<Request> failed) {
        Code code = failed.get(0).end().code();
        boolean alike = failed.stream().allMatch(request -> request.end().code() == code);
        boolean neverRan = failed.size() == requests.size()
                && failed.stream().allMatch(request -> request.end().notExecuted());
        String each = failed.stream()
                .map(request -> request.target + ": " + request.end())
                .collect(Collectors.joining("; "));
        return RpcStatus.of(
                        alike ? code : Code.UNKNOWN,
                        call + ": " + failed.size() + " of " + requests.size() + " instances failed: " + each)
                .withNotExecuted(neverRan);
    }
}
