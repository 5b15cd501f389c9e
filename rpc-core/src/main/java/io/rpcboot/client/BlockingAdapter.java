package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The caller waits for the value. */
final class BlockingAdapter implements ReturnAdapter {

    private final BooleanSupplier onTransportThread;
    private final DeadlineWatch deadlines;

    BlockingAdapter(BooleanSupplier onTransportThread, DeadlineWatch deadlines) {
        this.onTransportThread = onTransportThread;
        this.deadlines = deadlines;
    }

    @Override
    public @Nullable Object invoke(ClientMethod method, Object[] arguments) throws Throwable {
        if (onTransportThread.getAsBoolean()) {
            String message = method.descriptor()
                    + ": a blocking call on the thread "
                    + Thread.currentThread().getName()
                    + ", which delivers replies, would wait for itself; return a CompletableFuture, or call from another"
                    + " thread (rpc.client.callback-executor moves callbacks to one)";
            throw RpcException.ofCall(
                    RpcStatus.of(Code.FAILED_PRECONDITION, message).withNotExecuted(true),
                    method.descriptor().fullName());
        }
        BlockingCall call = new BlockingCall(method, arguments);
        method.tracer().reached(call, Stage.STARTED, 0);
        method.handler().handle(call, call);
        RpcStatus status = call.await(deadlines);
        method.tracer().reached(call, Stage.FINISHED, 0);
        if (status.isOk()) {
            return call.result();
        }
        Throwable failure = Outcome.toThrowable(status, method.descriptor());
        throw failure;
    }

    private static final class BlockingCall extends ClientCall {

        private final Thread caller = Thread.currentThread();
        private volatile boolean overdue;

        BlockingCall(ClientMethod method, Object[] arguments) {
            super(method, arguments);
        }

        @Override
        void onEnd(RpcStatus status) {
            if (Thread.currentThread() != caller) {
                LockSupport.unpark(caller);
            }
        }

        @Override
        void onDeadline(Executor elsewhere) {
            overdue = true;
            LockSupport.unpark(caller);
        }

        private RpcStatus await(DeadlineWatch deadlines) {
            RpcStatus end = status();
            if (end == null) {
                deadlines.add(this);
                end = park();
                deadlines.remove(this);
            }
            return end;
        }

        /** Without a time limit: to be ready to wake a thread by the clock takes the kernel longer than all else here. */
        private RpcStatus park() {
            RpcStatus end = status();
            while (end == null) {
                if (Thread.interrupted()) {
                    giveUp(RpcStatus.of(Code.CANCELLED, this + ": the calling thread was interrupted"));
                    caller.interrupt();
                } else if (overdue) {
                    giveUpAtDeadline();
                } else {
                    LockSupport.park(this);
                }
                end = status();
            }
            return end;
        }
    }
}
