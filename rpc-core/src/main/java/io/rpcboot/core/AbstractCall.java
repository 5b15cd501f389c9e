package io.rpcboot.core;

import io.rpcboot.RpcStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every call has: its facts, its metadata and its cancellation. */
public abstract class AbstractCall implements RpcCall {

    private static final Logger log = LoggerFactory.getLogger(AbstractCall.class);

    private final MethodDescriptor method;
    private final ServiceId service;
    private final Deadline deadline;
    private @Nullable Metadata metadata;

    /** Guarded by this: null, one listener or a list of them; the common call has one at the most. No list once cancelled. */
    private @Nullable Object cancelListeners;

    private volatile @Nullable RpcStatus cancelled;

    /** A call of this method; {@code metadata} null is empty and made when first asked for. */
    protected AbstractCall(MethodDescriptor method, ServiceId service, Deadline deadline, @Nullable Metadata metadata) {
        this.method = method;
        this.service = service;
        this.deadline = deadline;
        this.metadata = metadata;
    }

    @Override
    public final MethodDescriptor method() {
        return method;
    }

    @Override
    public final ServiceId service() {
        return service;
    }

    @Override
    public final Deadline deadline() {
        return deadline;
    }

    @Override
    public final Metadata metadata() {
        Metadata existing = metadata;
        if (existing == null) {
            existing = new Metadata();
            metadata = existing;
        }
        return existing;
    }

    @Override
    public final boolean hasMetadata() {
        Metadata existing = metadata;
        return existing != null && !existing.isEmpty();
    }

    @Override
    public final boolean isCancelled() {
        return cancelled != null;
    }

    @Override
    public final void cancel(RpcStatus reason) {
        Object listeners;
        synchronized (this) {
            if (cancelled != null) {
                return;
            }
            cancelled = reason;
            listeners = cancelListeners;
            cancelListeners = null;
        }
        if (listeners instanceof CancelListener one) {
            tell(one, reason);
        } else if (listeners instanceof List<?> several) {
            several.forEach(listener -> tell((CancelListener) listener, reason));
        }
    }

    /** One listener's defect must not keep the others, a connection among them, from hearing. */
    private void tell(CancelListener listener, RpcStatus reason) {
        try {
            listener.onCancel(reason);
        } catch (RuntimeException e) {
            log.error("a cancel listener of {} failed", this, e);
        }
    }

    @Override
    public final void onCancel(CancelListener listener) {
        RpcStatus reason;
        synchronized (this) {
            reason = cancelled;
            if (reason == null) {
                cancelListeners = with(cancelListeners, listener);
                return;
            }
        }
        listener.onCancel(reason);
    }

    @SuppressWarnings("unchecked") // only with() makes lists
    private static Object with(@Nullable Object listeners, CancelListener added) {
        if (listeners == null) {
            return added;
        }
        List<CancelListener> all;
        if (listeners instanceof List<?> several) {
            all = (List<CancelListener>) several;
        } else {
            all = new ArrayList<>();
            all.add((CancelListener) listeners);
        }
        all.add(added);
        return all;
    }

    @Override
    public final synchronized void removeOnCancel(CancelListener listener) {
        if (cancelListeners == listener) {
            cancelListeners = null;
        } else if (cancelListeners instanceof List<?> several) {
            several.removeIf(one -> one == listener);
        }
    }

    @Override
    public String toString() {
        return method.fullName();
    }
}
