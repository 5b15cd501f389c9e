package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caller goes on at once and hears nothing; what fails before the request is sent is logged. */
final class OnewayAdapter implements ReturnAdapter {

    private static final Logger log = LoggerFactory.getLogger(OnewayAdapter.class);

    @Override
    public @Nullable Object invoke(ClientMethod method, Object[] arguments) {
        RpcContext context = RpcContext.current();
        ClientCall call = new ClientCall(
                method, arguments, method.deadline(context), context == null ? null : context.outgoing());
        method.tracer().reached(call, Stage.STARTED, 0);
        method.handler().handle(call, new Logging(call));
        method.tracer().reached(call, Stage.FINISHED, 0);
        return null;
    }

    private record Logging(ClientCall call) implements ReplyListener {
        @Override
        public void onMessage(@Nullable Object message) {}

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            if (!status.isOk()) {
                log.warn("one-way call {} was lost: {}", call, status);
            }
        }
    }
}
