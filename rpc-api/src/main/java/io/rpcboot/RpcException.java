package io.rpcboot;

import io.rpcboot.RpcStatus.Code;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The failure of a call.
 *
 * <p>A stub throws it for every failure that the method's {@code throws} clause does not declare. A method may throw
 * it to end its call with a code of its choice: {@code throw new RpcException(Code.PERMISSION_DENIED, "…")}. One that
 * a method did not make itself but got from a call of its own, and lets escape, reaches the caller as
 * {@link Code#UNKNOWN}: a refusal further down says nothing about whether this call ran.
 */
public class RpcException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient RpcStatus status;
    private final @Nullable String method;

    /** A failure with this code and message; a null message is none. */
    public RpcException(Code code, @Nullable String message) {
        this(RpcStatus.of(code, message));
    }

    /** A failure with this code, message and application {@linkplain #errorCode() error code}. */
    public RpcException(Code code, @Nullable String message, @Nullable String errorCode) {
        this(RpcStatus.of(code, message).withErrorCode(errorCode));
    }

    /** A failure with this status, whose cause becomes the exception's. */
    public RpcException(RpcStatus status) {
        this(status, null);
    }

    private RpcException(RpcStatus status, @Nullable String method) {
        super(status.toString(), status.cause(), true, needsStackTrace(status));
        this.status = status;
        this.method = method;
    }

    /**
     * The exception that a stub throws for a call which ended in this status. For the framework.
     *
     * @param method the called method, {@code package.Service/method}
     */
    public static RpcException ofCall(RpcStatus status, String method) {
        return new RpcException(status, method);
    }

    /** Under overload these are made by the thousand, and where they arise says nothing. */
    private static boolean needsStackTrace(RpcStatus status) {
        return !(status.code() == Code.DEADLINE_EXCEEDED
                || status.code() == Code.RESOURCE_EXHAUSTED && status.notExecuted());
    }

    /** How the call ended; never OK unless an application made it so. */
    public RpcStatus status() {
        return status == null ? RpcStatus.of(Code.UNKNOWN, getMessage()) : status; // null only after Java serialization
    }

    /** The status's code. */
    public Code code() {
        return status().code();
    }

    /** The application's own error code, as the remote method gave it; null if it gave none. */
    public @Nullable String errorCode() {
        return status().errorCode();
    }

    /**
     * What is wrong with the arguments, one by one: the constraints on the method's interface that they violate, or
     * what the method itself {@linkplain RpcStatus#withViolations said}. Empty where there is nothing of the kind.
     */
    public List<RpcViolation> violations() {
        return status().violations();
    }

    /** The class name of what the remote method threw, as text; null if it threw nothing. */
    public @Nullable String remoteExceptionType() {
        return status().exceptionType();
    }

    /** The id of the process that answered the call so; null if no remote process did. */
    public @Nullable String node() {
        return status().node();
    }

    /** The call that failed, {@code package.Service/method}; null if this exception was not made by a stub. */
    public @Nullable String method() {
        return method;
    }
}
