package io.rpcboot.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a caller holds while one thing after another is done for it: cancelling it cancels what is being done.
 *
 * @param <T> what it completes with
 */
class RelayedFuture<T extends @Nullable Object> extends CompletableFuture<T> {

    private volatile @Nullable CompletableFuture<?> current;

    /** This is being done now. */
    final void isDoing(CompletableFuture<?> next) {
        current = next;
        if (isCancelled()) {
            next.cancel(true); // it was, between the lines
        }
    }

    /** What comes after the stage, unless that, or itself, fails: then so does this. */
    final <S extends @Nullable Object> void then(CompletionStage<S> stage, Consumer<S> next) {
        stage.whenComplete((value, thrown) -> {
            if (thrown != null) {
                completeExceptionally(unwrapped(thrown));
            } else if (!isDone()) {
                try {
                    next.accept(value);
                } catch (RuntimeException e) {
                    completeExceptionally(e);
                }
            }
        });
    }

    /** What a stage failed with, not how it tells so. */
    static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown instanceof CompletionException && cause != null ? cause : thrown;
    }

    @Override
    public final boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        CompletableFuture<?> pending = current;
        if (cancelled && pending != null) {
            pending.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }
}
