package io.rpcboot.core;

import io.rpcboot.RpcStatus;
import org.jspecify.annotations.Nullable;

/**
 * One call, on either side: which method, with what, until when. It speaks of typed messages; bytes exist only for
 * those who ask, at the protocol's edge.
 *
 * <p>A call belongs to one thread at a time, which hands it on; {@link #cancel} and {@link #isCancelled} may be used
 * by any thread at any time.
 */
public interface RpcCall {

    /** The method. */
    MethodDescriptor method();

    /** The service that was asked for; on the server, and on a connection, its concrete group and version. */
    ServiceId service();

    /** The request's metadata: to add to on the client, to read on the server. */
    Metadata metadata();

    /** Whether there is any metadata, without making room for some. */
    default boolean hasMetadata() {
        return !metadata().isEmpty();
    }

    /** When the caller stops waiting. */
    Deadline deadline();

    /** Who called; null on the client and for calls within the process. */
    @Nullable
    Peer peer();

    /**
     * The request message: of a method of a Java interface the {@code Object[]} of its arguments. On a server it is
     * decoded by the first call of this method.
     *
     * @throws MarshallingException if it was received and cannot be decoded
     */
    Object message();

    /**
     * The request message in its wire form. Encoded by the first call of this method, then the same for every attempt;
     * the call holds it until it ends.
     *
     * @throws MarshallingException if a value cannot be encoded
     */
    EncodedMessage encodedMessage();

    /** Gives the call up. The first reason wins; no effect once the call has ended. */
    void cancel(RpcStatus reason);

    /** Whether the call has been given up. */
    boolean isCancelled();

    /**
     * Registers who is to act when the call is given up, at once if it has been. Listeners are told in no set order,
     * on the thread that cancels, and must not block. They are not told of a call's ordinary end.
     */
    void onCancel(CancelListener listener);

    /** Takes a listener back, the very object; no effect if it is not there, or being told already. */
    void removeOnCancel(CancelListener listener);

    /** Asks for {@code n} more reply messages; of no effect on unary calls. */
    default void request(int n) {}

    /** Hears that a call was given up. */
    @FunctionalInterface
    interface CancelListener {

        /** The call was given up for this reason. */
        void onCancel(RpcStatus reason);
    }
}
