package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.MarshallingException;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Drops what nobody waits for any more, and counts it; decodes the rest. */
final class DecodingHandler implements RpcHandler {

    private static final Logger log = LoggerFactory.getLogger(DecodingHandler.class);

    private final CallTracer tracer;
    private final LongAdder expired;
    private final LongAdder cancelled;
    private final RpcHandler next;

    DecodingHandler(CallTracer tracer, LongAdder expired, LongAdder cancelled, RpcHandler next) {
        this.tracer = tracer;
        this.expired = expired;
        this.cancelled = cancelled;
        this.next = next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        RpcStatus refused = prepare(call);
        if (refused != null) {
            reply.onClose(refused.withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        next.handle(call, reply);
    }

    private @Nullable RpcStatus prepare(RpcCall call) {
        if (call.isCancelled()) {
            (call.deadline().isExpired() ? expired : cancelled).increment(); // callers give up at their deadline
            return RpcStatus.of(Code.CANCELLED, call + " was cancelled before it ran");
        }
        if (call.deadline().isExpired()) {
            expired.increment();
            return RpcStatus.of(Code.DEADLINE_EXCEEDED, call + ": the deadline had passed before it ran");
        }
        try {
            call.message();
            tracer.reached(call, Stage.REQUEST_DECODED, 0);
            return null;
        } catch (MarshallingException e) {
            return RpcStatus.of(Code.INVALID_ARGUMENT, call + ": " + e.getMessage());
        } catch (Throwable e) {
            log.error("decoding the request of {} failed", call, e);
            return RpcStatus.of(Code.INTERNAL, call + ": decoding the request failed: " + e);
        }
    }

    @Override
    public String toString() {
        return "decode -> " + next;
    }
}
