package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The caller waits for the value. */
final class BlockingAdapter implements ReturnAdapter {

    private final BooleanSupplier onTransportThread;

    BlockingAdapter(BooleanSupplier onTransportThread) {
        this.onTransportThread = onTransportThread;
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
        RpcContext context = RpcContext.current();
        Deadline deadline = method.deadline(context);
        BlockingCall call = new BlockingCall(method, arguments, deadline, context == null ? null : context.outgoing());
        method.tracer().reached(call, Stage.STARTED, 0);
        method.handler().handle(call, call);
        RpcStatus status = call.await();
        method.tracer().reached(call, Stage.FINISHED, 0);
        if (status.isOk()) {
            return call.value;
        }
        Throwable failure = Outcome.toThrowable(status, method.descriptor());
        throw failure;
    }

    /** Call, reply and the place to wait at, in one object. */
    private static final class BlockingCall extends ClientCall implements ReplyListener {

        private static final VarHandle STATUS;

        static {
            try {
                STATUS = MethodHandles.lookup().findVarHandle(BlockingCall.class, "status", RpcStatus.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final Thread caller = Thread.currentThread();
        private volatile @Nullable RpcStatus status;
        private @Nullable Object message;
        private @Nullable Object value;

        BlockingCall(ClientMethod method, Object[] arguments, Deadline deadline, @Nullable Metadata metadata) {
            super(method, arguments, deadline, metadata);
        }

        @Override
        public void onMessage(@Nullable Object message) {
            this.message = message;
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            if (STATUS.compareAndSet(this, null, status) && Thread.currentThread() != caller) {
                LockSupport.unpark(caller);
            }
        }

        private RpcStatus await() {
            long allowed = deadline().remainingNanos();
            long remaining = allowed;
            RpcStatus end = status;
            while (end == null) {
                if (remaining <= 0) {
                    end = giveUp(Outcome.deadlineExceeded(this, allowed));
                } else if (Thread.interrupted()) {
                    end = giveUp(RpcStatus.of(Code.CANCELLED, this + ": the calling thread was interrupted"));
                    caller.interrupt();
                } else {
                    LockSupport.parkNanos(this, remaining);
                    remaining = deadline().remainingNanos();
                    end = status;
                }
            }
            value = message;
            return end;
        }

        /** Whoever acts on the cancellation may know more of the reason; else, this is the end. */
        private RpcStatus giveUp(RpcStatus reason) {
            cancel(reason);
            RpcStatus existing = (RpcStatus) STATUS.compareAndExchange(this, null, reason);
            return existing == null ? reason : existing;
        }
    }
}
