package io.rpcboot.client;

import io.rpcboot.RpcException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has a fallback answer where the service did not. Outside all that a call goes through, deadline included: it sees what
 * the caller of the stub would see.
 */
abstract class FallbackAdapter implements ReturnAdapter {

    private final Fallback fallback;
    final ReturnAdapter next;

    private FallbackAdapter(Fallback fallback, ReturnAdapter next) {
        this.fallback = fallback;
        this.next = next;
    }

    /** {@code next}, whose method waits for its result, with the fallback behind it if there is one. */
    static ReturnAdapter blocking(@Nullable Fallback fallback, ReturnAdapter next) {
        return fallback == null ? next : new Blocking(fallback, next);
    }

    /** {@code next}, whose method returns a future, with the fallback behind it if there is one. */
    static ReturnAdapter future(@Nullable Fallback fallback, ReturnAdapter next) {
        return fallback == null ? next : new Future(fallback, next);
    }

    /** {@code adapter}, whose calls go to all instances, without the fallback while somebody collects what each says. */
    static ReturnAdapter unlessCollected(ReturnAdapter adapter) {
        return adapter instanceof FallbackAdapter with
                ? (method, arguments) -> (Broadcast.isWanted() ? with.next : with).invoke(method, arguments)
                : adapter;
    }

    /** What the fallback answers instead of this failure; throws what it throws, or the failure if that is to stand. */
    @Nullable
    Object answer(RpcException failure, Object[] arguments) throws Throwable {
        if (!Outcome.isFaultOfService(failure.status())) {
            throw failure;
        }
        try {
            return fallback.answer(failure, arguments);
        } catch (Throwable thrown) {
            throw with(thrown, failure);
        }
    }

    /** What a fallback threw must not hide why there was one. */
    private static Throwable with(Throwable thrown, RpcException failure) {
        for (Throwable known = thrown; known != null; known = known.getCause()) {
            if (known == failure) {
                return thrown;
            }
        }
        thrown.addSuppressed(failure);
        return thrown;
    }

    private static final class Blocking extends FallbackAdapter {

        Blocking(Fallback fallback, ReturnAdapter next) {
            super(fallback, next);
        }

        @Override
        public @Nullable Object invoke(ClientMethod method, Object[] arguments) throws Throwable {
            try {
                return next.invoke(method, arguments);
            } catch (RpcException e) {
                return answer(e, arguments);
            }
        }
    }

    private static final class Future extends FallbackAdapter {

        Future(Fallback fallback, ReturnAdapter next) {
            super(fallback, next);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // it is not ignored: it is what the stub returns
        public Object invoke(ClientMethod method, Object[] arguments) throws Throwable {
            Answer answer = new Answer();
            answer.follow((CompletionStage<?>) next.invoke(method, arguments), failure -> {
                if (!(failure instanceof RpcException rpc)) {
                    throw failure;
                }
                answer.follow((CompletionStage<?>) answer(rpc, arguments), thrown -> {
                    throw with(thrown, rpc);
                });
            });
            return answer;
        }
    }

    /** What to do about a failure; it throws what the caller is to hear. */
    @FunctionalInterface
    private interface Remedy {
        void apply(Throwable failure) throws Throwable;
    }

    /** What the caller of the stub holds: cancelling it cancels the call, or what the fallback is doing. */
    private static final class Answer extends RelayedFuture<@Nullable Object> {

        void follow(@Nullable CompletionStage<?> stage, Remedy remedy) {
            if (stage == null) {
                complete(null); // as a server does with a bean that returns no stage
                return;
            }
            if (stage instanceof CompletableFuture<?> future) {
                isDoing(future);
            }
            stage.whenComplete((value, thrown) -> {
                if (thrown == null) {
                    complete(value);
                } else if (!isDone()) {
                    fail(thrown, remedy);
                }
            });
        }

        private void fail(Throwable thrown, Remedy remedy) {
            try {
                remedy.apply(unwrapped(thrown));
            } catch (Throwable end) {
                completeExceptionally(end);
            }
        }
    }
}
