package io.rpcboot.core;

/**
 * Hears of the stages of every call that it is installed for. Called on the threads that do the work, so it must be
 * quick; several calls, and the stages of one call, may be told by different threads. The requests of a call that is made
 * at several instances at once are calls of their own from {@link Stage#REQUEST_SENT} on, with the same metadata.
 */
@FunctionalInterface
public interface CallTracer {

    /** Hears nothing. While it is the only one, the JIT compiles calls to it away. */
    CallTracer NONE = (call, stage, bytes) -> {};

    /** The same, but what it throws is logged and goes no further: a tracer must not cost anybody a call. */
    static CallTracer guarded(CallTracer tracer) {
        return tracer == NONE || tracer instanceof GuardedTracer ? tracer : new GuardedTracer(tracer);
    }

    /** The call has reached this stage; {@code bytes} is the size of what the stage made or moved, 0 where none. */
    void reached(RpcCall call, Stage stage, int bytes);

    /** The stages of a remote call, in order; the first three and the last three at the client. */
    enum Stage {
        /** The stub was called. */
        STARTED,
        /** The arguments are bytes: the message's. */
        REQUEST_ENCODED,
        /** The request is handed to the socket: the frames' bytes. */
        REQUEST_SENT,
        /** The request has arrived at the server: the frames' bytes. */
        REQUEST_RECEIVED,
        /** The bytes are arguments: the message's. */
        REQUEST_DECODED,
        /** The bean's method is about to be called. */
        METHOD_CALLED,
        /** The bean's method has returned or thrown. */
        METHOD_RETURNED,
        /** The result is bytes: the message's. */
        RESPONSE_ENCODED,
        /** The response is handed to the socket: the frames' bytes. */
        RESPONSE_SENT,
        /** The response has arrived at the client: the frames' bytes. */
        RESPONSE_RECEIVED,
        /** The bytes are a result: the message's. */
        RESPONSE_DECODED,
        /** The stub is about to return, throw or complete its future. */
        FINISHED
    }
}
