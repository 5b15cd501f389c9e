package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls a service of this very process, and hands on what this process does not export. A result that comes after the
 * deadline is none, as it would be from afar.
 */
final class LocalHandler implements RpcHandler {

    private final LocalServices services;
    private final Supplier<@Nullable RpcHandler> search;
    private final BooleanSupplier unsuitable;
    private final RpcHandler remote;
    private volatile @Nullable RpcHandler resolved;

    private LocalHandler(
            LocalServices services,
            Supplier<@Nullable RpcHandler> search,
            BooleanSupplier unsuitable,
            RpcHandler remote) {
        this.services = services;
        this.search = search;
        this.unsuitable = unsuitable;
        this.remote = remote;
    }

    /**
     * {@code remote}, behind a look at what this process exports, if it may export anything: the bean is called on the
     * caller's thread, and nothing is encoded.
     *
     * @param onTransportThread whether this thread serves connections, which the bean must not hold up: then the call
     *     goes over the network all the same
     */
    static RpcHandler preferring(
            LocalServices services,
            ServiceId service,
            Class<?> serviceInterface,
            String method,
            BooleanSupplier onTransportThread,
            RpcHandler remote) {
        return services == LocalServices.NONE
                ? remote
                : new LocalHandler(
                        services, () -> services.find(service, serviceInterface, method), onTransportThread, remote);
    }

    /** The same, but the call is made as if to another process. To be put behind what encodes the arguments. */
    static RpcHandler strict(LocalServices services, ServiceId service, String method, RpcHandler remote) {
        return services == LocalServices.NONE
                ? remote
                : new LocalHandler(services, () -> services.findRemote(service, method), () -> false, remote);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        RpcHandler handler = resolved;
        if (handler == null) {
            handler = resolve();
        }
        if (handler == remote || unsuitable.getAsBoolean()) {
            remote.handle(call, reply);
        } else if (call.deadline().isExpired()) {
            reply.onClose(Outcome.expiredBefore(call).withNotExecuted(true), Metadata.EMPTY);
        } else {
            handler.handle(call, new Punctual(call, reply));
        }
    }

    private RpcHandler resolve() {
        boolean complete = services.isComplete(); // before the look-up: what is exported in between must not be missed
        RpcHandler local = search.get();
        RpcHandler handler = local != null ? local : remote;
        if (local != null || complete) {
            resolved = handler;
        }
        return handler;
    }

    private record Punctual(RpcCall call, ReplyListener next) implements ForwardingReply {
        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            boolean late = call.deadline().isExpired() && !call.isCancelled(); // whose end says why it was
            next.onClose(late ? Outcome.overdue(call) : status, trailers);
        }
    }

    @Override
    public String toString() {
        return "local or " + remote;
    }
}
