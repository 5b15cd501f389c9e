package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.registry.RpcInstance;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What each instance said to a call that was made at all of them, {@link FaultMode#BROADCAST}:
 *
 * <pre>{@code
 * List<Broadcast.Reply<Integer>> replies = Broadcast.collect(() -> cache.evict(key));
 * }</pre>
 *
 * <p>Without this, such a call returns what the first instance returned if all succeeded, and else throws one
 * {@link RpcException} that names every instance that failed, or what the reference's fallback answers instead. A call
 * that is collected goes without the fallback: the replies say what failed. Safe for use by many threads.
 */
public final class Broadcast {

    /** Of the collecting that this thread is at; null if it is at none, or if a call has taken it already. */
    private static final ThreadLocal<@Nullable Collector> CURRENT = new ThreadLocal<>();

    private Broadcast() {}

    /**
     * What one instance said.
     *
     * @param <T> what the method returns
     * @param instance who said it
     * @param value what the method returned; null if that was null, or if it failed
     * @param failure what a call of this instance alone would have thrown: an {@link RpcException}, or an exception that
     *     the method declares; null if it succeeded
     */
    public record Reply<T extends @Nullable Object>(
            RpcInstance instance,
            @Nullable T value,
            @Nullable Throwable failure) {

        /** Whether the instance did what it was asked for. */
        public boolean isSuccess() {
            return failure == null;
        }
    }

    /** A call whose method returns nothing. */
    @FunctionalInterface
    public interface VoidCall {

        /** Makes the call. */
        void call() throws Exception;
    }

    /** Filled by the call that takes it. */
    static final class Collector {

        private boolean taken;
        private @Nullable String refusal;
        private @Nullable RpcStatus status;
        private volatile @Nullable List<? extends Reply<?>> replies;

        /** The call cannot be collected; why not. */
        void refuse(String why) {
            refusal = why;
        }

        /** The call is about to end in this status. */
        void complete(List<? extends Reply<?>> replies, RpcStatus status) {
            this.status = status;
            this.replies = replies;
        }
    }

    /** Whether somebody wants the replies to the call that this thread makes now. */
    static boolean isWanted() {
        return CURRENT.get() != null;
    }

    /** What wants the replies to a call that this thread makes now; null if nobody does. */
    static @Nullable Collector take() {
        Collector collector = CURRENT.get();
        if (collector != null) {
            CURRENT.remove();
            collector.taken = true;
        }
        return collector;
    }

    /**
     * Makes a call, waits for all instances, and returns what each said; in the order of the registry's list, and never
     * empty. The call must be made by this thread and be the first of its kind that {@code call} makes.
     *
     * @param <T> what the method returns
     * @throws RpcException if the call came to no instance at all: there is none, or the arguments cannot be encoded
     * @throws CompletionException if {@code call} throws a checked exception of its own
     * @throws IllegalStateException if {@code call} makes no broadcast call, or one that is one-way or returns a future
     */
    public static <T extends @Nullable Object> List<Reply<T>> collect(Callable<T> call) {
        Collector collector = new Collector();
        Object result = null;
        try {
            result = run(collector, call);
        } catch (RpcException e) {
            if (collector.replies == null || e.status() != collector.status) {
                throw e;
            }
        }
        if (result instanceof CompletionStage) {
            throw notEnded();
        }
        return repliesOf(collector);
    }

    /** The same for a method that returns nothing. */
    public static List<Reply<@Nullable Void>> collect(VoidCall call) {
        Callable<@Nullable Void> returning = () -> {
            call.call();
            return null;
        };
        return collect(returning);
    }

    /**
     * The same for a method that returns a future, without waiting. What {@link #collect} throws, the result fails with.
     * Cancelling the result cancels the call.
     *
     * @param <T> what the method's future completes with
     */
    public static <T extends @Nullable Object> CompletableFuture<List<Reply<T>>> collectAsync(
            Callable<? extends CompletionStage<T>> call) {
        Collector collector = new Collector();
        CompletionStage<T> stage = run(collector, call);
        Replies<T> result = new Replies<>(stage);
        stage.whenComplete((value, failure) -> {
            if (collector.replies == null && failure != null) {
                result.completeExceptionally(failure);
            } else {
                try {
                    result.complete(repliesOf(collector));
                } catch (IllegalStateException e) {
                    result.completeExceptionally(e);
                }
            }
        });
        return result;
    }

    /** What the caller of {@link #collectAsync} holds. */
    private static final class Replies<T extends @Nullable Object> extends CompletableFuture<List<Reply<T>>> {

        private final CompletionStage<T> call;

        Replies(CompletionStage<T> call) {
            this.call = call;
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            return call.toCompletableFuture().cancel(mayInterruptIfRunning) || cancelled;
        }
    }

    private static <V extends @Nullable Object> V run(Collector collector, Callable<V> call) {
        Collector outer = CURRENT.get();
        CURRENT.set(collector);
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) { // of the caller's own: what the method declares is in the replies
            throw new CompletionException(e);
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    @SuppressWarnings("unchecked") // the method returns T, and so do all instances
    private static <T extends @Nullable Object> List<Reply<T>> repliesOf(Collector collector) {
        if (collector.refusal != null) {
            throw new IllegalStateException(collector.refusal);
        }
        if (!collector.taken) {
            throw new IllegalStateException("this thread made no call whose replies could be collected; set cluster to"
                    + " \"broadcast\" on the reference or the method that is called");
        }
        List<? extends Reply<?>> replies = collector.replies;
        if (replies == null) {
            throw notEnded();
        }
        return (List<Reply<T>>) replies;
    }

    private static IllegalStateException notEnded() {
        return new IllegalStateException("the call was made, but it returns a future before all replies are there;"
                + " collect it with Broadcast.collectAsync");
    }
}
