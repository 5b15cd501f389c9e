package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.EncodedMessage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A call from a stub: what is asked, the listener for the reply, and the place among those whose deadline is watched, in
 * one object. It ends once: with its reply, at its deadline or because nobody waits any more, whichever is first.
 */
abstract class ClientCall extends AbstractCall implements ReplyListener {

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(ClientCall.class, "status", RpcStatus.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object[] arguments;
    private final CallTracer tracer;

    /** How much time it had when it was made; {@link Long#MAX_VALUE} is without end. */
    private final long allowedNanos;

    private @Nullable EncodedMessage encoded;
    private volatile @Nullable RpcStatus status;
    private @Nullable Object message;

    /** This and the next two are written with the list's lock; null while the call is in none. */
    @Nullable
    WatchList watchList;

    @Nullable
    ClientCall previousWatched;

    @Nullable
    ClientCall nextWatched;

    /** On behalf of the call that this thread is answering, if it is. */
    ClientCall(ClientMethod method, Object[] arguments) {
        this(method, arguments, RpcContext.current());
    }

    private ClientCall(ClientMethod method, Object[] arguments, @Nullable RpcContext context) {
        super(
                method.descriptor(),
                method.service(),
                method.deadline(context),
                context == null ? null : context.outgoing());
        this.arguments = arguments;
        this.tracer = method.tracer();
        this.allowedNanos = context == null ? method.timeoutNanos() : deadline().remainingNanos();
    }

    // ---------------------------------------------------------------- what is asked

    @Override
    public final Object message() {
        return arguments;
    }

    @Override
    public final EncodedMessage encodedMessage() {
        EncodedMessage bytes = encoded;
        if (bytes == null) {
            bytes = method().request().encodeToSend(arguments);
            encoded = bytes;
            tracer.reached(this, Stage.REQUEST_ENCODED, bytes.length());
        }
        return bytes;
    }

    @Override
    public final @Nullable Peer peer() {
        return null;
    }

    // ---------------------------------------------------------------- how it ends

    /** Hears, once, that the call has ended; on any thread. */
    abstract void onEnd(RpcStatus status);

    /** How the call ended; null if it has not. */
    final @Nullable RpcStatus status() {
        return status;
    }

    /** What came back if the status is OK. */
    final @Nullable Object result() {
        return message;
    }

    @Override
    public final void onMessage(@Nullable Object message) {
        this.message = message;
    }

    @Override
    public final void onClose(RpcStatus status, Metadata trailers) {
        if (STATUS.compareAndSet(this, null, status)) {
            EncodedMessage bytes = encoded;
            if (bytes != null) {
                bytes.release();
            }
            onEnd(status);
        }
    }

    /**
     * Its time is up. Called on the thread that tells all calls so, where no code of users may run.
     *
     * @param elsewhere may run it
     */
    void onDeadline(Executor elsewhere) {
        elsewhere.execute(this::giveUpAtDeadline);
    }

    /** Ends the call because its time is up. Runs code of users. */
    final void giveUpAtDeadline() {
        giveUp(Outcome.deadlineExceeded(this, allowedNanos));
    }

    /** Whoever acts on the cancellation may know more of the reason; else, this is the end. */
    final void giveUp(RpcStatus reason) {
        cancel(reason);
        onClose(reason, Metadata.EMPTY);
    }
}
