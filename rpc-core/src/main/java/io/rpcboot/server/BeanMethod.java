package io.rpcboot.server;

import org.jspecify.annotations.Nullable;

/** One method of an exported bean, ready to be called. Safe for use by many threads if the bean is. */
@FunctionalInterface
public interface BeanMethod {

    /**
     * Calls it, on the calling thread.
     *
     * @param arguments as many as it has parameters
     * @return what the bean returns; null of {@code void}
     * @throws Throwable what the bean throws
     */
    @Nullable
    Object invoke(Object[] arguments) throws Throwable;
}
