package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.ContextCarrier.Captured;
import io.rpcboot.core.RpcContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** The caller gets a future; cancelling it cancels the call. */
final class FutureAdapter implements ReturnAdapter {

    private final DeadlineWatch deadlines;
    private final @Nullable Executor callbackExecutor;
    private final ContextCarrier carrier;

    /** Null as executor completes futures on whatever thread learns of the end. */
    FutureAdapter(DeadlineWatch deadlines, @Nullable Executor callbackExecutor, ContextCarrier carrier) {
        this.deadlines = deadlines;
        this.callbackExecutor = callbackExecutor;
        this.carrier = carrier;
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // it is not ignored: it is what the stub returns
    public Object invoke(ClientMethod method, Object[] arguments) {
        Captured context = carrier.capture();
        FutureCall call = context == null
                ? new FutureCall(method, arguments, this)
                : new CarryingCall(method, arguments, this, context);
        method.tracer().reached(call, Stage.STARTED, 0);
        deadlines.begin(call, method.handler());
        return call.future;
    }

    /** What the caller of the stub holds. */
    private static final class Reply extends CompletableFuture<@Nullable Object> {

        private final FutureCall call;

        Reply(FutureCall call) {
            this.call = call;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                call.giveUp(RpcStatus.of(Code.CANCELLED, call + ": its future was cancelled"));
            }
            return cancelled;
        }
    }

    private static class FutureCall extends ClientCall {

        private final ClientMethod method;
        private final FutureAdapter adapter;
        private final Reply future = new Reply(this);

        FutureCall(ClientMethod method, Object[] arguments, FutureAdapter adapter) {
            super(method, arguments);
            this.method = method;
            this.adapter = adapter;
        }

        @Override
        final void onEnd(RpcStatus status) {
            adapter.deadlines.remove(this);
            Executor executor = adapter.callbackExecutor;
            if (executor == null) {
                finish(status);
            } else {
                hand(executor, status);
            }
        }

        private void hand(Executor executor, RpcStatus status) {
            try {
                executor.execute(() -> finish(status));
            } catch (RejectedExecutionException e) { // better on the wrong thread than never
                finish(status);
            }
        }

        void finish(RpcStatus status) {
            method.tracer().reached(this, Stage.FINISHED, 0);
            if (status.isOk()) {
                future.complete(result());
            } else {
                future.completeExceptionally(Outcome.toThrowable(status, method.descriptor()));
            }
        }
    }

    /** Completes its future in the context in which it was made. */
    private static final class CarryingCall extends FutureCall {

        private final Captured context;

        CarryingCall(ClientMethod method, Object[] arguments, FutureAdapter adapter, Captured context) {
            super(method, arguments, adapter);
            this.context = context;
        }

        @Override
        @SuppressWarnings("try") // the scope is what is wanted of it
        void finish(RpcStatus status) {
            try (RpcContext.Scope scope = context.open()) {
                super.finish(status);
            }
        }
    }
}
