package io.rpcboot.core;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the current thread is doing, as far as calls go: the call that a bean's method is answering, and what is to go
 * along with the calls that it makes. Those never take longer than the call that is being answered may, and are given up
 * with it; work that is to outlive it is begun in {@link #detach}.
 *
 * <p>Bound to the thread, and immutable. The callbacks of futures that stubs return have the context in which the stub was
 * called. Other work that moves to another thread leaves it behind, unless {@link #open} takes it along, or Micrometer's
 * context propagation, which knows it.
 */
public final class RpcContext {

    private static final ThreadLocal<@Nullable RpcContext> CURRENT = new ThreadLocal<>();

    private final @Nullable RpcCall call;
    private final @Nullable Attachment attachments;

    private RpcContext(@Nullable RpcCall call, @Nullable Attachment attachments) {
        this.call = call;
        this.attachments = attachments;
    }

    /** Linked from the newest, so that a scope shares what its outer scopes attached. */
    private record Attachment(
            String key, String value, @Nullable Attachment earlier) {}

    /** What ends at the end of a {@code try}; to be closed by the thread that opened it. */
    @FunctionalInterface
    public interface Scope extends AutoCloseable {

        /** Puts the context back that was there before. */
        @Override
        void close();
    }

    /** The current thread's context; null if it neither answers a call nor has attached anything. */
    public static @Nullable RpcContext current() {
        return CURRENT.get();
    }

    /** Sends a pair of metadata along with every call that this thread makes until the scope is closed. */
    public static Scope attach(String key, String value) {
        RpcContext outer = CURRENT.get();
        Metadata.checkKey(key); // here rather than at the call
        CURRENT.set(new RpcContext(
                outer == null ? null : outer.call,
                new Attachment(key, Objects.requireNonNull(value, key), outer == null ? null : outer.attachments)));
        return () -> restore(outer);
    }

    /** Makes this the current thread's context, whichever thread it comes from, until the scope is closed. */
    public Scope open() {
        RpcContext outer = CURRENT.get();
        CURRENT.set(this);
        return () -> restore(outer);
    }

    /**
     * Until the scope is closed, calls that this thread makes are its own: they have all their time, and go on if the
     * call that it answers is given up. What is attached goes along with them.
     */
    public static Scope detach() {
        RpcContext outer = CURRENT.get();
        restore(outer == null || outer.attachments == null ? null : new RpcContext(null, outer.attachments));
        return () -> restore(outer);
    }

    /** Makes the call the one that this thread answers. For the framework; {@link #restore} the result afterwards. */
    public static @Nullable RpcContext enter(RpcCall call) {
        RpcContext outer = CURRENT.get();
        CURRENT.set(new RpcContext(call, null));
        return outer;
    }

    /** Puts a context back; null clears it. For the framework. */
    public static void restore(@Nullable RpcContext context) {
        if (context == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(context);
        }
    }

    /** The call that this thread answers; null if it answers none. */
    public @Nullable RpcCall call() {
        return call;
    }

    /** The metadata of the call that this thread answers; empty if it answers none. */
    public Metadata metadata() {
        return call == null ? Metadata.EMPTY : call.metadata();
    }

    /** When the caller stops waiting; {@link Deadline#NONE} if this thread answers no call. */
    public Deadline deadline() {
        return call == null ? Deadline.NONE : call.deadline();
    }

    /**
     * Whether nobody waits for the result of the call that this thread answers any more: it was given up, the
     * connection to its caller is gone, or its deadline has passed. The thread is not interrupted: a long method asks
     * now and then, or has {@link RpcCall#onCancel} tell it.
     */
    public boolean isCancelled() {
        return call != null && (call.isCancelled() || call.deadline().isExpired());
    }

    /** Who called; null if this thread answers no call, or one from this process. */
    public @Nullable Peer peer() {
        return call == null ? null : call.peer();
    }

    /** The metadata that goes along with a call made now; null if there is none. For the framework. */
    public @Nullable Metadata outgoing() {
        return attachments == null ? null : addTo(new Metadata(), attachments);
    }

    private static Metadata addTo(Metadata metadata, Attachment attachment) {
        if (attachment.earlier() != null) {
            addTo(metadata, attachment.earlier());
        }
        return metadata.set(attachment.key(), attachment.value());
    }
}
