package io.rpcboot.context;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.rpcboot.core.ContextCarrier;
import io.rpcboot.core.RpcContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries all that is registered with Micrometer's context propagation, the {@link RpcContext} among it. What an accessor
 * throws is logged: it must not cost anybody a call.
 */
public final class SnapshotCarrier implements ContextCarrier {

    private static final Logger log = LoggerFactory.getLogger(SnapshotCarrier.class);

    private final ContextSnapshotFactory snapshots;

    /** What there was not on the thread that called is not there in a callback either. */
    public SnapshotCarrier() {
        this(ContextSnapshotFactory.builder().clearMissing(true).build());
    }

    /** Carries what this factory's snapshots hold. */
    public SnapshotCarrier(ContextSnapshotFactory snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public @Nullable Captured capture() {
        try {
            ContextSnapshot snapshot = snapshots.captureAll();
            return () -> open(snapshot);
        } catch (RuntimeException e) {
            log.error("The context of {} cannot be captured", Thread.currentThread(), e);
            return null;
        }
    }

    private static RpcContext.Scope open(ContextSnapshot snapshot) {
        RpcContext outer = RpcContext.current();
        try {
            ContextSnapshot.Scope scope = snapshot.setThreadLocals();
            return () -> close(scope, outer);
        } catch (RuntimeException e) {
            log.error("A callback lacks the context of the call", e);
            RpcContext.restore(outer); // left behind, it would end calls that this thread makes for others
            return () -> {};
        }
    }

    private static void close(ContextSnapshot.Scope scope, @Nullable RpcContext outer) {
        try {
            scope.close();
        } catch (RuntimeException e) {
            log.error("The context of {} cannot be put back", Thread.currentThread(), e);
            RpcContext.restore(outer);
        }
    }
}
