package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a service of this very process on the caller's thread, without encoding anything; hands on what this process
 * does not export. A result that comes after the deadline is none, as it would be from afar.
 *
 * <p>A call that a callback makes on a transport's thread goes over the network all the same: the bean must not hold up
 * the connections that this thread serves.
 */
final class LocalHandler implements RpcHandler {

    private final LocalServices services;
    private final ServiceId service;
    private final Class<?> serviceInterface;
    private final String method;
    private final BooleanSupplier onTransportThread;
    private final RpcHandler remote;
    private volatile @Nullable RpcHandler resolved;

    private LocalHandler(
            LocalServices services,
            ServiceId service,
            Class<?> serviceInterface,
            String method,
            BooleanSupplier onTransportThread,
            RpcHandler remote) {
        this.onTransportThread = onTransportThread;
        this.services = services;
        this.service = service;
        this.serviceInterface = serviceInterface;
        this.method = method;
        this.remote = remote;
    }

    /** {@code remote}, behind a look at what this process exports, if it may export anything. */
    static RpcHandler create(
            LocalServices services,
            ServiceId service,
            Class<?> serviceInterface,
            String method,
            BooleanSupplier onTransportThread,
            RpcHandler remote) {
        return services == LocalServices.NONE
                ? remote
                : new LocalHandler(services, service, serviceInterface, method, onTransportThread, remote);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        RpcHandler handler = resolved;
        if (handler == null) {
            handler = resolve();
        }
        if (handler == remote || onTransportThread.getAsBoolean()) {
            remote.handle(call, reply);
        } else if (call.deadline().isExpired()) {
            reply.onClose(Outcome.expiredBefore(call).withNotExecuted(true), Metadata.EMPTY);
        } else {
            handler.handle(call, new Punctual(call, reply));
        }
    }

    private RpcHandler resolve() {
        boolean complete = services.isComplete(); // before the look-up: what is exported in between must not be missed
        RpcHandler local = services.find(service, serviceInterface, method);
        RpcHandler handler = local != null ? local : remote;
        if (local != null || complete) {
            resolved = handler;
        }
        return handler;
    }

    private static final class Punctual implements ReplyListener {

        private final RpcCall call;
        private final ReplyListener reply;

        Punctual(RpcCall call, ReplyListener reply) {
            this.call = call;
            this.reply = reply;
        }

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
            boolean late = call.deadline().isExpired();
            reply.onClose(late ? Outcome.overdue(call) : status, trailers);
        }
    }

    @Override
    public String toString() {
        return "local(" + method + ") or " + remote;
    }
}
