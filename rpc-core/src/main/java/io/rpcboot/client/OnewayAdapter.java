package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.CallTracer.Stage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caller goes on at once and hears nothing; what fails before the request is sent is logged. */
final class OnewayAdapter implements ReturnAdapter {

    private static final Logger log = LoggerFactory.getLogger(OnewayAdapter.class);

    private final DeadlineWatch deadlines;

    OnewayAdapter(DeadlineWatch deadlines) {
        this.deadlines = deadlines;
    }

    @Override
    public @Nullable Object invoke(ClientMethod method, Object[] arguments) {
        OnewayCall call = new OnewayCall(method, arguments, deadlines);
        method.tracer().reached(call, Stage.STARTED, 0);
        deadlines.begin(call, method.handler());
        method.tracer().reached(call, Stage.FINISHED, 0);
        return null;
    }

    /** Ends when it is sent. */
    private static final class OnewayCall extends ClientCall {

        private final DeadlineWatch deadlines;

        OnewayCall(ClientMethod method, Object[] arguments, DeadlineWatch deadlines) {
            super(method, arguments);
            this.deadlines = deadlines;
        }

        @Override
        void onEnd(RpcStatus status) {
            deadlines.remove(this);
            if (!status.isOk()) {
                log.warn("one-way call {} was lost: {}", this, status);
            }
        }
    }
}
