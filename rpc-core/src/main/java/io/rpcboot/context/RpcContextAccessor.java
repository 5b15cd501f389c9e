package io.rpcboot.context;

import io.micrometer.context.ThreadLocalAccessor;
import io.rpcboot.core.RpcContext;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link RpcContext} known to Micrometer's context propagation, which finds this class by itself: it then goes
 * along wherever that is used, as in Reactor and in Spring's executors.
 */
public final class RpcContextAccessor implements ThreadLocalAccessor<RpcContext> {

    /** The context's name in snapshots. */
    public static final String KEY = "io.rpcboot.context";

    /** For the service loader. */
    public RpcContextAccessor() {}

    @Override
    public Object key() {
        return KEY;
    }

    @Override
    public @Nullable RpcContext getValue() {
        return RpcContext.current();
    }

    @Override
    public void setValue(RpcContext context) {
        RpcContext.restore(context);
    }

    @Override
    public void setValue() {
        RpcContext.restore(null);
    }
}
