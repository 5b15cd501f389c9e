package io.rpcboot.client;

import io.rpcboot.RemoteStackTrace;
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
        String node = status.node();
        Throwable declared = status.cause();
        if (declared != null && !method.errors().declares(declared)) {
            declared = null;
        }
        if (declared != null && node == null) {
            return declared; // the very object that a bean of this process threw: not ours to change
        }
        Throwable thrown =
                declared != null ? declared : RpcException.ofCall(withMethod(status, method), method.fullName());
        if (node != null) {
            sayWhere(thrown, declared != null ? new Throwable() : thrown, method, node);
        }
        if (status.remoteStackTrace() != null) {
            thrown.addSuppressed(new RemoteStackTrace(node == null ? "this process" : node, status.remoteStackTrace()));
        }
        return thrown;
    }

    /**
     * The stack trace begins with the remote method and the process that ran it, and goes on with that of this thread:
     * the caller's where it waits for the result, else the one that completes the future. A declared exception was put
     * together on a thread that has nothing to do with the call.
     */
    private static void sayWhere(Throwable thrown, Throwable here, MethodDescriptor method, String node) {
        StackTraceElement[] callers = here.getStackTrace();
        if (callers.length > 0) { // else it was made to cost little
            StackTraceElement[] trace = new StackTraceElement[callers.length + 1];
            trace[0] = new StackTraceElement(method.service(), method.name(), "on " + node, -1);
            System.arraycopy(callers, 0, trace, 1, callers.length);
            thrown.setStackTrace(trace);
        }
    }

    /** Messages name the method, once. */
    private static RpcStatus withMethod(RpcStatus status, MethodDescriptor method) {
        String message = status.message();
        if (message == null) {
            return status.withMessage(method.fullName());
        }
        return message.contains(method.service()) ? status : status.withMessage(method.fullName() + ": " + message);
    }

    /**
     * Whether the service failed its caller; what the caller did, asked for or gave up is no fault of the service, and
     * neither is an exception that the method declares. The one judgement of instances, circuits and fallbacks.
     */
    static boolean isFaultOfService(RpcStatus status) {
        return switch (status.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, RESOURCE_EXHAUSTED, UNKNOWN, UNIMPLEMENTED, DATA_LOSS ->
                true;
            default -> false;
        };
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
