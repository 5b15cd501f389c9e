package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.resilience.ConcurrencyLimiter;
import org.jspecify.annotations.Nullable;

/** Sheds calls beyond the limit at once, before anything is decoded or queued for them. */
final class AdmissionHandler implements RpcHandler {

    private final ConcurrencyLimiter limiter;
    private final String setting;
    private final RpcHandler next;

    private AdmissionHandler(ConcurrencyLimiter limiter, String setting, RpcHandler next) {
        this.limiter = limiter;
        this.setting = setting;
        this.next = next;
    }

    /** {@code next}, behind the limiter if there is one; {@code setting} is what a refusal names. */
    static RpcHandler create(@Nullable ConcurrencyLimiter limiter, String setting, RpcHandler next) {
        return limiter == null ? next : new AdmissionHandler(limiter, setting, next);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        if (limiter.tryAcquire()) {
            next.handle(call, new Releasing(limiter, reply));
        } else {
            reply.onClose(
                    RpcStatus.of(
                                    Code.RESOURCE_EXHAUSTED,
                                    call + ": " + limiter.limit() + " calls are in progress already (" + setting + ")")
                            .withNotExecuted(true),
                    Metadata.EMPTY);
        }
    }

    private record Releasing(ConcurrencyLimiter limiter, ReplyListener reply) implements ReplyListener {
        @Override
        public void onHeaders(Metadata headers) {
            reply.onHeaders(headers);
        }

        @Override
        public void onMessage(@Nullable Object message) {
            reply.onMessage(message);
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            limiter.release();
            reply.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return "limit(" + limiter.limit() + ") -> " + next;
    }
}
