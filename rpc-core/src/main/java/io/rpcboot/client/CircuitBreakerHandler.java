package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends calls at once while its circuit is open, and tells it how the others ended. */
final class CircuitBreakerHandler implements RpcHandler {

    private static final Logger log = LoggerFactory.getLogger(CircuitBreakerHandler.class);

    private final Circuit circuit;
    private final RpcHandler next;

    private CircuitBreakerHandler(Circuit circuit, RpcHandler next) {
        this.circuit = circuit;
        this.next = next;
    }

    /** {@code next}, behind the circuit if there is one. */
    static RpcHandler create(@Nullable Circuit circuit, RpcHandler next) {
        return circuit == null ? next : new CircuitBreakerHandler(circuit, next);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        if (call.deadline().isExpired()) { // by no fault of the service, which is not even called
            next.handle(call, reply);
        } else if (circuit.admits()) {
            next.handle(call, new Admitted(circuit, call, circuit.now(), reply));
        } else {
            reply.onClose(circuit.refuse(call), Metadata.EMPTY);
        }
    }

    private record Admitted(Circuit circuit, RpcCall call, long admittedAt, ReplyListener next)
            implements ForwardingReply {
        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            try {
                circuit.ended(call, status, admittedAt);
            } catch (RuntimeException e) { // of a predicate of the user's; the caller waits
                log.error("{} could not be told how {} ended", circuit, call, e);
            }
            next.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return circuit + " -> " + next;
    }
}
