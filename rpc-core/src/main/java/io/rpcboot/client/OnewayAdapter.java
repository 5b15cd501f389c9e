package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.CallTracer.Stage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caller goes on at once and hears nothing; what fails before the request is sent is logged. */
final class OnewayAdapter implements ReturnAdapter {

    private static final Logger log = LoggerFactory.getLogger(OnewayAdapter.class);

    private final DeadlineWatch deadlines;
    private final Executor timeouts;

    /** @param timeouts where calls end whose time is up */
    OnewayAdapter(DeadlineWatch deadlines, Executor timeouts) {
        this.deadlines = deadlines;
        this.timeouts = timeouts;
    }

    @Override
    public @Nullable Object invoke(ClientMethod method, Object[] arguments) {
        OnewayCall call = new OnewayCall(method, arguments, this);
        method.tracer().reached(call, Stage.STARTED, 0);
        deadlines.begin(call, method.handler());
        method.tracer().reached(call, Stage.FINISHED, 0);
        return null;
    }

    /** Ends when it is sent. */
    private static final class OnewayCall extends AwaitedCall {

        private final OnewayAdapter adapter;

        OnewayCall(ClientMethod method, Object[] arguments, OnewayAdapter adapter) {
            super(method, arguments);
            this.adapter = adapter;
        }

        @Override
        void onDeadline() {
            adapter.timeouts.execute(this::giveUpAtDeadline);
        }

        @Override
        void onEnd(RpcStatus status) {
            adapter.deadlines.remove(this);
            if (!status.isOk()) {
                log.warn("one-way call {} was lost: {}", this, status);
            }
        }
    }
}
