package io.rpcboot.client;

import io.rpcboot.core.CallTracer;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.RpcContext;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * One method of a stub with all its settings resolved: made when the stub is made, then only invoked.
 *
 * @param timeoutNanos how long a call may take; {@link Long#MAX_VALUE} is without end
 * @param handler interceptors and all that follows them
 * @param shape how results come back
 */
record ClientMethod(
        MethodDescriptor descriptor,
        ServiceId service,
        long timeoutNanos,
        RpcHandler handler,
        ReturnAdapter shape,
        CallTracer tracer,
        Ticker ticker) {

    private static final Object[] NO_ARGUMENTS = {};

    @Nullable
    Object invoke(Object @Nullable [] arguments) throws Throwable {
        return shape.invoke(this, arguments == null ? NO_ARGUMENTS : arguments);
    }

    /** The same, whose results come back otherwise. */
    ClientMethod withShape(ReturnAdapter shape) {
        return new ClientMethod(descriptor, service, timeoutNanos, handler, shape, tracer, ticker);
    }

    /** The method's timeout, or what is left of the call that this thread is answering if that is less. */
    Deadline deadline(@Nullable RpcContext context) {
        Deadline own = timeoutNanos == Long.MAX_VALUE ? Deadline.NONE : Deadline.afterNanos(timeoutNanos, ticker);
        return context == null ? own : own.min(context.deadline());
    }
}
