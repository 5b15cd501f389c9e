package io.rpcboot.server;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.MethodDescriptor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller hears of what a method threw. The one place where that is decided. Safe for use by many threads. */
final class ThrownErrors {

    private static final Logger log = LoggerFactory.getLogger(ThrownErrors.class);

    private final boolean includeStackTrace;

    ThrownErrors(boolean includeStackTrace) {
        this.includeStackTrace = includeStackTrace;
    }

    RpcStatus toStatus(Throwable thrown, MethodDescriptor method) {
        Throwable error = unwrap(thrown);
        RpcStatus status = decide(error, method);
        return includeStackTrace ? status.withRemoteStackTrace(stackTraceOf(error)) : status;
    }

    private static RpcStatus decide(Throwable error, MethodDescriptor method) {
        if (method.errors().declares(error)) {
            return status(Code.FAILED_PRECONDITION, error).withCause(error);
        }
        if (error instanceof RpcException rpc) {
            return rpc.method() == null ? ofApplication(rpc) : ofNestedCall(rpc, rpc.method());
        }
        if (error instanceof Error) {
            tell(() -> log.error("{} threw", method, error));
            return status(Code.INTERNAL, error);
        }
        tell(() -> log.warn("{} threw what its throws clause does not declare", method, error));
        return status(Code.UNKNOWN, error);
    }

    /** A back end that asks a hostile exception for its message must not cost the caller the answer. */
    private static void tell(Runnable logging) {
        try {
            logging.run();
        } catch (RuntimeException | StackOverflowError e) {
            log.debug("What a method threw cannot be logged: {}", e.getClass().getName());
        }
    }

    /** Futures wrap what they failed with. */
    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown.getCause();
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapper && cause != null ? cause : thrown;
    }

    /** The method chose this code. That it ran is certain, so no caller may conclude that it did not. */
    private static RpcStatus ofApplication(RpcException thrown) {
        RpcStatus status = thrown.status();
        return (status.isOk() ? RpcStatus.of(Code.UNKNOWN, status.message()) : status)
                .withNotExecuted(false)
                .withErrorCode(status.errorCode())
                .withExceptionType(thrown.getClass().getName())
                .withNode(null)
                .withRemoteStackTrace(null)
                .withCause(null);
    }

    /** What became of a call further down says nothing of this one: its code becomes a detail. */
    private static RpcStatus ofNestedCall(RpcException thrown, String nestedMethod) {
        String errorCode = thrown.errorCode();
        return RpcStatus.of(Code.UNKNOWN, "its call of " + nestedMethod + " ended in " + thrown.getMessage())
                .withErrorCode(errorCode != null ? errorCode : thrown.code().name())
                .withExceptionType(thrown.getClass().getName());
    }

    private static RpcStatus status(Code code, Throwable error) {
        return RpcStatus.of(code, messageOf(error))
                .withExceptionType(error.getClass().getName());
    }

    /** With all causes, in the form that logs have it. */
    private static @Nullable String stackTraceOf(Throwable error) {
        StringWriter text = new StringWriter();
        try {
            error.printStackTrace(new PrintWriter(text));
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
        return text.toString();
    }

    /** A user's {@code getMessage} may itself throw. */
    private static @Nullable String messageOf(Throwable error) {
        try {
            return error.getMessage();
        } catch (RuntimeException | StackOverflowError e) {
            return null;
        }
    }
}
