package io.rpcboot;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a call ended. Immutable; safe for use by any thread.
 *
 * <p>The codes and their numbers are gRPC's ({@code google.rpc.Code}), so that a gRPC front needs no mapping.
 */
public final class RpcStatus {

    /** The canonical codes of gRPC. */
    public enum Code {
        /** The call succeeded. */
        OK(0),
        /** The caller gave up. */
        CANCELLED(1),
        /** The remote method threw something that its {@code throws} clause does not declare. */
        UNKNOWN(2),
        /** What was sent cannot be understood, whatever the state of the system. */
        INVALID_ARGUMENT(3),
        /** The time for the call ran out; it may or may not have run. */
        DEADLINE_EXCEEDED(4),
        /** Something that was asked for does not exist. */
        NOT_FOUND(5),
        /** Something that was to be made exists already. */
        ALREADY_EXISTS(6),
        /** The caller is known and may not do this. */
        PERMISSION_DENIED(7),
        /** A limit was reached: of pending calls, of concurrency, of a message's size. */
        RESOURCE_EXHAUSTED(8),
        /** The system is not in the state that the call needs; also the code of declared exceptions. */
        FAILED_PRECONDITION(9),
        /** The operation was given up for a conflict; a repetition from its start may help. */
        ABORTED(10),
        /** An index or position lies outside what is there. */
        OUT_OF_RANGE(11),
        /** The service or method is not exported by the process that was asked. */
        UNIMPLEMENTED(12),
        /** A defect: of the framework, or an {@link Error} in the remote method. */
        INTERNAL(13),
        /** No instance could be reached, or the connection broke. */
        UNAVAILABLE(14),
        /** Data is lost or damaged beyond repair. */
        DATA_LOSS(15),
        /** The caller did not say, or could not prove, who it is. */
        UNAUTHENTICATED(16);

        private static final Code[] BY_NUMBER = values();
        private final int number;

        Code(int number) {
            this.number = number;
        }

        /** The code's number on the wire, as in gRPC. */
        public int number() {
            return number;
        }

        /** The code with this number; {@link #UNKNOWN} for a number that this version does not know. */
        public static Code of(int number) {
            return number >= 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : UNKNOWN;
        }
    }

    /** Success. */
    public static final RpcStatus OK = new RpcStatus(Code.OK, null, false, null, null, null, Details.NONE);

    private static final int MAX_VIOLATIONS = 100;
    private static final int MAX_STACK_TRACE = 16_384;

    private final Code code;
    private final @Nullable String message;
    private final boolean notExecuted;
    private final @Nullable String exceptionType;
    private final @Nullable String errorCode;
    private final @Nullable Throwable cause;
    private final Details details;

    /** What few statuses have. */
    private record Details(
            List<RpcViolation> violations,
            @Nullable String node,
            @Nullable String remoteStackTrace) {

        static final Details NONE = new Details(List.of(), null, null);
    }

    private RpcStatus(
            Code code,
            @Nullable String message,
            boolean notExecuted,
            @Nullable String exceptionType,
            @Nullable String errorCode,
            @Nullable Throwable cause,
            Details details) {
        this.code = Objects.requireNonNull(code, "code");
        this.message = message;
        this.notExecuted = notExecuted;
        this.exceptionType = exceptionType;
        this.errorCode = errorCode;
        this.cause = cause;
        this.details = details;
    }

    /** A status with this code and message; a null message is none. */
    public static RpcStatus of(Code code, @Nullable String message) {
        return code == Code.OK && message == null
                ? OK
                : new RpcStatus(code, message, false, null, null, null, Details.NONE);
    }

    /** The canonical code. */
    public Code code() {
        return code;
    }

    /** What happened, for a person; null if nothing more is to be said than the code. */
    public @Nullable String message() {
        return message;
    }

    /** Whether the call succeeded. */
    public boolean isOk() {
        return code == Code.OK;
    }

    /**
     * Whether it is certain that the method did not run, so that any method may be called again elsewhere. Only the
     * framework says so, and only of calls that never reached the method.
     */
    public boolean notExecuted() {
        return notExecuted;
    }

    /** The class name, as text, of what the remote method threw; null if it threw nothing. Never resolved to a class. */
    public @Nullable String exceptionType() {
        return exceptionType;
    }

    /** The application's own error code; null if it gave none. */
    public @Nullable String errorCode() {
        return errorCode;
    }

    /**
     * What caused this status. An exception that the method declares travels to the caller as its own type; anything
     * else stays in the process in which it was thrown.
     */
    public @Nullable Throwable cause() {
        return cause;
    }

    /**
     * What is wrong with the arguments, or the result, one by one; empty unless the method's constraints or the method
     * itself said so.
     */
    public List<RpcViolation> violations() {
        return details.violations;
    }

    /** The id of the process that answered the call with this status; null if the status was made here. */
    public @Nullable String node() {
        return details.node;
    }

    /** The stack trace of what the remote method threw, as text; null unless the provider is set to send it. */
    public @Nullable String remoteStackTrace() {
        return details.remoteStackTrace;
    }

    /** The same status with another message. */
    public RpcStatus withMessage(@Nullable String message) {
        return new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** The same status, {@linkplain #notExecuted() marked} as of a call that never ran, or not so marked. */
    public RpcStatus withNotExecuted(boolean notExecuted) {
        return notExecuted == this.notExecuted
                ? this
                : new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** The same status with the name of a remote exception's class. */
    public RpcStatus withExceptionType(@Nullable String exceptionType) {
        return new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** The same status with an application error code. */
    public RpcStatus withErrorCode(@Nullable String errorCode) {
        return new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** The same status with a cause. */
    public RpcStatus withCause(@Nullable Throwable cause) {
        return new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** The same status with these violations, or with the first 100 of them. */
    public RpcStatus withViolations(List<RpcViolation> violations) {
        List<RpcViolation> kept = List.copyOf(violations.subList(0, Math.min(violations.size(), MAX_VIOLATIONS)));
        return with(new Details(kept, details.node, details.remoteStackTrace));
    }

    /** The same status, as an answer of this process. For the framework. */
    public RpcStatus withNode(@Nullable String node) {
        return with(new Details(details.violations, node, details.remoteStackTrace));
    }

    /** The same status with this stack trace, or its first 16,384 characters. For the framework. */
    public RpcStatus withRemoteStackTrace(@Nullable String stackTrace) {
        String kept = stackTrace == null ? null : Cut.to(stackTrace, MAX_STACK_TRACE);
        return Objects.equals(kept, details.remoteStackTrace)
                ? this
                : with(new Details(details.violations, details.node, kept));
    }

    private RpcStatus with(Details details) {
        return new RpcStatus(code, message, notExecuted, exceptionType, errorCode, cause, details);
    }

    /** {@code CODE: message}, as it stands in logs and exception messages. */
    @Override
    public String toString() {
        return message == null ? code.name() : code.name() + ": " + message;
    }
}
