package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.RpcCall;
import java.util.concurrent.TimeUnit;

/** How a call's end looks to the caller of a stub, whatever the shape of the stub's method. */
final class Outcome {

    private Outcome() {}

    /** The exception for a status that is not OK: the declared one where there is one. */
    static Throwable toThrowable(RpcStatus status, MethodDescriptor method) {
        Throwable cause = status.cause();
        if (cause != null && method.errors().declares(cause)) {
            return cause;
        }
        return RpcException.ofCall(withMethod(status, method), method.fullName());
    }

    /** Messages name the method, once. */
    private static RpcStatus withMethod(RpcStatus status, MethodDescriptor method) {
        String message = status.message();
        if (message == null) {
            return status.withMessage(method.fullName());
        }
        return message.contains(method.service()) ? status : status.withMessage(method.fullName() + ": " + message);
    }

    static RpcStatus deadlineExceeded(RpcCall call, long allowedNanos) {
        return RpcStatus.of(
                Code.DEADLINE_EXCEEDED,
                call + ": no answer within " + TimeUnit.NANOSECONDS.toMillis(allowedNanos) + " ms");
    }

    /** Nothing was done for a call whose time was up before anybody looked at it. */
    static RpcStatus expiredBefore(RpcCall call) {
        return RpcStatus.of(Code.DEADLINE_EXCEEDED, call + ": the deadline had passed before the call was made");
    }

    /** The call's time ran out, or its caller gave up, at a moment when nothing was under way. */
    static RpcStatus overdue(RpcCall call) {
        return call.isCancelled()
                ? RpcStatus.of(Code.CANCELLED, call + " was cancelled")
                : RpcStatus.of(Code.DEADLINE_EXCEEDED, call + ": the deadline passed before a result was there");
    }
}
