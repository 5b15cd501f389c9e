package io.rpcboot.core;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Interceptors as one handler that keeps a handler's promises even where the user's code does not. */
final class InterceptorChain implements RpcHandler {

    private static final Logger log = LoggerFactory.getLogger(InterceptorChain.class);

    private final List<RpcInterceptor> interceptors;
    private final RpcHandler first;

    InterceptorChain(List<? extends RpcInterceptor> interceptors, RpcHandler last) {
        this.interceptors = List.copyOf(interceptors);
        RpcHandler next = last;
        for (int i = this.interceptors.size() - 1; i >= 0; i--) {
            RpcInterceptor interceptor = this.interceptors.get(i);
            RpcHandler rest = next;
            next = (call, reply) -> interceptor.intercept(call, reply, rest);
        }
        this.first = next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        ReplyListener once = new Once(call, reply);
        try {
            first.handle(call, once);
        } catch (RpcException e) { // an interceptor's way to refuse
            once.onClose(
                    e.status()
                            .withNotExecuted(false)
                            .withCause(null)
                            .withNode(null)
                            .withRemoteStackTrace(null),
                    Metadata.EMPTY);
        } catch (Throwable e) {
            log.error("an interceptor failed on {}", call, e);
            once.onClose(
                    RpcStatus.of(Code.INTERNAL, call + ": an interceptor failed: " + e)
                            .withExceptionType(e.getClass().getName()),
                    Metadata.EMPTY);
        }
    }

    /** Lets the first end through and no other: an interceptor may throw after the call was answered. */
    private static final class Once implements ForwardingReply {

        private final RpcCall call;
        private final ReplyListener next;
        private final AtomicBoolean closed = new AtomicBoolean();

        Once(RpcCall call, ReplyListener next) {
            this.call = call;
            this.next = next;
        }

        @Override
        public ReplyListener next() {
            return next;
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            if (closed.compareAndSet(false, true)) {
                next.onClose(status, trailers);
            } else {
                log.warn("{} had ended when an interceptor ended it again, with {}", call, status);
            }
        }
    }

    @Override
    public String toString() {
        return "interceptors" + interceptors + " -> " + first;
    }
}
