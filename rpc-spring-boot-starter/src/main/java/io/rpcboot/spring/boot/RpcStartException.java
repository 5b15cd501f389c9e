package io.rpcboot.spring.boot;

import org.jspecify.annotations.Nullable;

/** Stops start-up; {@link RpcFailureAnalyzer} shows it as what is wrong and what to do about it. */
final class RpcStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String description;
    private final String action;

    RpcStartException(String description, String action) {
        this(description, action, null);
    }

    RpcStartException(String description, String action, @Nullable Throwable cause) {
        super(description + "\n" + action, cause);
        this.description = description;
        this.action = action;
    }

    /** What is wrong. */
    String description() {
        return description;
    }

    /** What to do about it. */
    String action() {
        return action;
    }
}
