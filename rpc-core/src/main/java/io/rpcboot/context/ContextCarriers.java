package io.rpcboot.context;

import io.rpcboot.core.ContextCarrier;
import org.jspecify.annotations.Nullable;

/** Finds out with what context can be carried. */
public final class ContextCarriers {

    private ContextCarriers() {}

    /** All that is known to Micrometer's context propagation if it is on the class path; else the RPC context alone. */
    public static ContextCarrier find() {
        return find(ContextCarriers.class.getClassLoader());
    }

    static ContextCarrier find(@Nullable ClassLoader classes) {
        try {
            Class.forName("io.micrometer.context.ContextSnapshotFactory", false, classes);
        } catch (ClassNotFoundException e) {
            return ContextCarrier.RPC_CONTEXT;
        }
        return new SnapshotCarrier();
    }
}
