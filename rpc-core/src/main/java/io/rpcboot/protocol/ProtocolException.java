package io.rpcboot.protocol;

/**
 * The peer broke the rules of the protocol. What it meant can no longer be known, so its connection must be closed;
 * the message says what was wrong.
 */
public final class ProtocolException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what was wrong. */
    public ProtocolException(String message) {
        // A peer that sends garbage must not make this process build stack traces.
        super(message, null, false, false);
    }
}
