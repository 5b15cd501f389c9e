package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import org.jspecify.annotations.Nullable;

/**
 * One request of a call that makes several. It shares what is asked with the others, can be cancelled alone, and keeps
 * its answer until somebody wants it.
 */
final class Branch extends AbstractCall implements ReplyListener {

    /** Whoever makes the requests. */
    interface Listener {

        /** The request has ended; once for each. */
        void onEnd(Branch branch, RpcStatus status, Metadata trailers);
    }

    private final RpcCall whole;
    private final Listener listener;
    private volatile @Nullable Target target;
    private Metadata headers = Metadata.EMPTY;
    private @Nullable Object message;

    Branch(RpcCall whole, Listener listener) {
        super(whole.method(), whole.service(), whole.deadline(), whole.hasMetadata() ? whole.metadata() : null);
        this.whole = whole;
        this.listener = listener;
    }

    /** The instance that it was sent to last; null if it was sent to none. */
    @Nullable
    Target target() {
        return target;
    }

    void target(Target target) {
        this.target = target;
    }

    /** Gives the answer to the whole call. */
    void answer(ReplyListener reply, RpcStatus status, Metadata trailers) {
        if (status.isOk()) {
            if (!headers.isEmpty()) {
                reply.onHeaders(headers);
            }
            reply.onMessage(message);
        }
        reply.onClose(status, trailers);
    }

    /** What came back if the request ended well. */
    @Nullable
    Object result() {
        return message;
    }

    @Override
    public Object message() {
        return whole.message();
    }

    @Override
    public EncodedMessage encodedMessage() {
        return whole.encodedMessage();
    }

    @Override
    public @Nullable Peer peer() {
        return whole.peer();
    }

    @Override
    public void onHeaders(Metadata headers) {
        this.headers = headers;
    }

    @Override
    public void onMessage(@Nullable Object message) {
        this.message = message;
    }

    @Override
    public void onClose(RpcStatus status, Metadata trailers) {
        listener.onEnd(this, status, trailers);
    }
}
