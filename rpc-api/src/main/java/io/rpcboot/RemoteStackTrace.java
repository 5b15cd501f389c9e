package io.rpcboot;

/**
 * The stack trace of what a remote method threw, as text. It is found among the
 * {@linkplain Throwable#getSuppressed() suppressed} exceptions of what a stub throws, if the provider is set to send it
 * ({@code rpc.server.include-stack-trace}). It has no stack trace of its own.
 */
public final class RemoteStackTrace extends Exception {

    private static final long serialVersionUID = 1L;

    /** From the process that calls itself {@code node}. */
    public RemoteStackTrace(String node, String text) {
        super("on " + node + ": " + text, null, false, false);
    }
}
