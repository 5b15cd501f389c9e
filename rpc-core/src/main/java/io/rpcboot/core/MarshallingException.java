package io.rpcboot.core;

import org.jspecify.annotations.Nullable;

/** A value cannot be encoded, or bytes cannot be decoded. The message names the path to the culprit. */
public final class MarshallingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what is wrong, where, and what to do. */
    public MarshallingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** With what is wrong, where, and what to do. */
    public MarshallingException(String message) {
        this(message, null);
    }
}
