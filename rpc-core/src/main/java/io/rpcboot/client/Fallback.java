package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.contract.ContractMethod;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Answers one method where its service does not. Made when the stub is made. */
@FunctionalInterface
interface Fallback {

    /** What the stub's method is to return: a stage, where it returns one. */
    @Nullable
    Object answer(RpcException cause, Object[] arguments) throws Throwable;

    /** The one that the reference names; null if it names none. */
    @SuppressWarnings("FutureReturnValueIgnored") // it is not ignored: it is what the stub returns
    static <T> @Nullable Fallback of(Reference<T> reference, ContractMethod method) {
        FallbackFactory<? extends T> factory = reference.fallback;
        if (reference.fallbackToEmpty) {
            Object empty = EmptyResult.of(reference.serviceInterface, method.javaMethod());
            return CompletionStage.class.isAssignableFrom(method.javaMethod().getReturnType())
                    ? (cause, arguments) -> CompletableFuture.completedFuture(empty)
                    : (cause, arguments) -> empty;
        }
        return factory == null ? null : calling(reference.serviceInterface, factory, method.invoker());
    }

    private static <T> Fallback calling(
            Class<T> serviceInterface, FallbackFactory<? extends T> factory, MethodHandle method) {
        return (cause, arguments) -> {
            Object target = factory.create(cause);
            if (!serviceInterface.isInstance(target)) { // generics are not checked where a bean is looked up
                throw new IllegalStateException("the fallback factory " + factory + " made "
                        + (target == null ? "null" : "a " + target.getClass().getName()) + ", which is no "
                        + serviceInterface.getName());
            }
            return (Object) method.invokeExact(target, arguments);
        };
    }
}
