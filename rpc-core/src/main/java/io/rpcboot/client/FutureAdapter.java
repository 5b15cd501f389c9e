package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** The caller gets a future; cancelling it cancels the call. */
final class FutureAdapter implements ReturnAdapter {

    private final Timer timer;
    private final @Nullable Executor callbackExecutor;

    /** Null as executor completes futures on whatever thread learns of the end. */
    FutureAdapter(Timer timer, @Nullable Executor callbackExecutor) {
        this.timer = timer;
        this.callbackExecutor = callbackExecutor;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is not ignored: it is what the stub returns
    public Object invoke(ClientMethod method, Object[] arguments) {
        RpcContext context = RpcContext.current();
        Deadline deadline = method.deadline(context);
        ClientCall call = new ClientCall(method, arguments, deadline, context == null ? null : context.outgoing());
        Reply reply = new Reply(call, method, callbackExecutor);
        method.tracer().reached(call, Stage.STARTED, 0);
        method.handler().handle(call, reply);
        if (deadline.isFinite()) {
            reply.watch(timer);
        }
        return reply;
    }

    private static final class Reply extends CompletableFuture<@Nullable Object> implements ReplyListener, Runnable {

        private final ClientCall call;
        private final ClientMethod method;
        private final @Nullable Executor callbackExecutor;
        private final AtomicBoolean ended = new AtomicBoolean();
        private final long allowed;
        private @Nullable Object message;
        private volatile Timer.@Nullable Cancellable timeout;

        Reply(ClientCall call, ClientMethod method, @Nullable Executor callbackExecutor) {
            this.call = call;
            this.method = method;
            this.callbackExecutor = callbackExecutor;
            this.allowed = call.deadline().remainingNanos();
        }

        void watch(Timer timer) {
            if (isDone() || ended.get()) {
                return;
            }
            Timer.Cancellable scheduled = timer.schedule(this, call.deadline().remainingNanos());
            timeout = scheduled;
            if (ended.get()) {
                scheduled.cancel(); // ended between the two lines, and saw no timeout to cancel
            }
        }

        /** The time is up. */
        @Override
        public void run() {
            giveUp(Outcome.deadlineExceeded(call, allowed));
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                giveUp(RpcStatus.of(Code.CANCELLED, call + ": its future was cancelled"));
            }
            return cancelled;
        }

        /** Whoever acts on the cancellation may know more of the reason; else, this is the end. */
        private void giveUp(RpcStatus reason) {
            call.cancel(reason);
            onClose(reason, Metadata.EMPTY);
        }

        @Override
        public void onMessage(@Nullable Object message) {
            this.message = message;
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            Timer.Cancellable pending = timeout;
            if (pending != null) {
                pending.cancel();
            }
            if (callbackExecutor == null) {
                finish(status);
            } else {
                hand(callbackExecutor, status);
            }
        }

        private void hand(Executor executor, RpcStatus status) {
            try {
                executor.execute(() -> finish(status));
            } catch (RejectedExecutionException e) { // better on the wrong thread than never
                finish(status);
            }
        }

        private void finish(RpcStatus status) {
            method.tracer().reached(call, Stage.FINISHED, 0);
            if (status.isOk()) {
                complete(message);
            } else {
                completeExceptionally(Outcome.toThrowable(status, method.descriptor()));
            }
        }
    }
}
