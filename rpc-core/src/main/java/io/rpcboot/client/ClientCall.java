package io.rpcboot.client;

import io.rpcboot.core.AbstractCall;
import io.rpcboot.core.CallTracer;
import io.rpcboot.core.CallTracer.Stage;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import org.jspecify.annotations.Nullable;

/** A call that this process makes. */
class ClientCall extends AbstractCall {

    private final Object[] arguments;
    private final CallTracer tracer;
    private byte @Nullable [] encoded;

    ClientCall(ClientMethod method, Object[] arguments, Deadline deadline, @Nullable Metadata metadata) {
        super(method.descriptor(), method.service(), deadline, metadata);
        this.arguments = arguments;
        this.tracer = method.tracer();
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
