package io.rpcboot.registry;

import java.util.concurrent.CompletionStage;

/** One published instance. */
public interface Registration extends AutoCloseable {

    /** Completes when the instance was published for the first time. */
    CompletionStage<Void> whenRegistered();

    /**
     * Withdraws the instance and waits, for some seconds at the most, until the registry has confirmed. No effect the
     * second time; never throws.
     */
    @Override
    void close();
}
