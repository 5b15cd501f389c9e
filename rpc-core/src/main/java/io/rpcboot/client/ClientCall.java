package io.rpcboot.client;

import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Peer;
import io.rpcboot.core.RpcContext;
import org.jspecify.annotations.Nullable;

/** A call that this process makes. */
class ClientCall extends AbstractCall {

    private final Object[] arguments;
    private final CallTracer tracer;
    private final long allowedNanos;
    private byte @Nullable [] encoded;

    /** On behalf of the call that this thread is answering, if it is. */
    ClientCall(ClientMethod method, Object[] arguments) {
        this(method, arguments, RpcContext.current());
    }

    private ClientCall(ClientMethod method, Object[] arguments, @Nullable RpcContext context) {
        super(
                method.descriptor(),
                method.service(),
                method.deadline(context),
                context == null ? null : context.outgoing());
        this.arguments = arguments;
        this.tracer = method.tracer();
        this.allowedNanos = context == null ? method.timeoutNanos() : deadline().remainingNanos();
    }

    /** How much time the call had when it was made; {@link Long#MAX_VALUE} is without end. */
    final long allowedNanos() {
        return allowedNanos;
    }

    @Override
    public final Object message() {
        return arguments;
    }

    @Override
    public final byte[] encodedMessage() {
        byte[] bytes = encoded;
        if (bytes == null) {
            bytes = method().request().encode(arguments);
            encoded = bytes;
            tracer.reached(this, Stage.REQUEST_ENCODED, bytes.length);
        }
        return bytes;
    }

    @Override
    public final @Nullable Peer peer() {
        return null;
    }
}
