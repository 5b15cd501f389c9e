package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A call from a stub: what is asked, the listener for the reply, and the place among those whose deadline is watched, in
 * one object. It ends once: with its reply, at its deadline or because nobody waits any more, whichever is first.
 */
abstract class AwaitedCall extends ClientCall implements ReplyListener {

    private static final VarHandle STATUS;

    static {
        try {
            STATUS = MethodHandles.lookup().findVarHandle(AwaitedCall.class, "status", RpcStatus.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** This and the next two are written with the list's lock; null while the call is in none. */
    @Nullable
    WatchList watchList;

    @Nullable
    AwaitedCall previousWatched;

    @Nullable
    AwaitedCall nextWatched;

    private volatile @Nullable RpcStatus status;
    private @Nullable Object message;

    AwaitedCall(ClientMethod method, Object[] arguments) {
        super(method, arguments);
    }

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
            onEnd(status);
        }
    }

    /**
     * Its time is up. Called on the thread that tells all calls of their deadlines: to be passed on at once to one that
     * may {@linkplain #giveUp give up}.
     */
    abstract void onDeadline();

    /** Ends the call because its time is up. Runs code of users. */
    final void giveUpAtDeadline() {
        giveUp(Outcome.deadlineExceeded(this, allowedNanos()));
    }

    /** Whoever acts on the cancellation may know more of the reason; else, this is the end. */
    final void giveUp(RpcStatus reason) {
        cancel(reason);
        onClose(reason, Metadata.EMPTY);
    }
}
