package io.rpcboot.benchmarks.e2e;

import org.jspecify.annotations.Nullable;

/** Hears once of the end of a call. */
@FunctionalInterface
public interface Completion {

    /** The call has ended; null tells that all is well. */
    void done(@Nullable Throwable error);
}
