package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A connection of an {@link InMemoryTransport}. */
final class InMemoryConnection implements Connection {

    private final InMemoryServer server;
    private final String target;
    private final int maxMessageSize;
    private final Peer serverPeer;
    private final Peer clientPeer;
    private final Consumer<InMemoryConnection> onClosed;
    private final CompletableFuture<RpcStatus> unusable = new CompletableFuture<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    /** Guarded by lock. */
    private final Set<InMemoryExchange> pending = new HashSet<>();

    private volatile @Nullable RpcStatus refusal;

    InMemoryConnection(
            InMemoryServer server,
            String clientProcessId,
            String target,
            int maxMessageSize,
            Consumer<InMemoryConnection> onClosed) {
        this.server = server;
        this.target = target;
        this.maxMessageSize = maxMessageSize;
        this.serverPeer = new Peer(server.processId(), server.address());
        this.clientPeer = new Peer(clientProcessId, server.address());
        this.onClosed = onClosed;
    }

    String target() {
        return target;
    }

    @Override
    public RpcHandler service(ServiceId service) {
        return (call, reply) -> handle(service, call, reply);
    }

    private void handle(ServiceId service, RpcCall call, ReplyListener reply) {
        byte[] request = InMemoryExchange.request(call, reply);
        if (request == null) {
            return;
        }
        if (request.length > maxMessageSize) {
            reply.onClose(
                    RpcStatus.of(
                                    Code.RESOURCE_EXHAUSTED,
                                    "the request of " + request.length + " bytes to " + call.method()
                                            + " is larger than the " + maxMessageSize + " bytes that " + target
                                            + " accepts; send less at a time, or raise its maxMessageSize")
                            .withNotExecuted(true),
                    Metadata.EMPTY);
            return;
        }
        InMemoryExchange exchange =
                new InMemoryExchange(call, reply, maxMessageSize, serverPeer.processId(), this::ended);
        RpcStatus refused = register(exchange);
        if (refused != null) {
            reply.onClose(refused.withNotExecuted(true), Metadata.EMPTY);
            return;
        }
        ServerDispatcher dispatcher = server.dispatcher();
        ServerMethod method = dispatcher.find(service, call.method().name());
        if (method == null) {
            exchange.onClose(dispatcher.refuse(service, call.method().name()).withNotExecuted(true), Metadata.EMPTY);
        } else {
            exchange.run(method, request, clientPeer);
        }
    }

    private @Nullable RpcStatus register(InMemoryExchange exchange) {
        lock.lock();
        try {
            if (refusal == null) {
                pending.add(exchange);
            }
            return refusal;
        } finally {
            lock.unlock();
        }
    }

    /** Both sides of the call are done. */
    private void ended(InMemoryExchange exchange) {
        lock.lock();
        try {
            pending.remove(exchange);
            idle.signalAll();
            if (!pending.isEmpty() || refusal == null) {
                return;
            }
        } finally {
            lock.unlock();
        }
        forget();
    }

    void awaitIdle(long nanos) throws InterruptedException {
        lock.lock();
        try {
            long left = nanos;
            while (!pending.isEmpty() && left > 0) {
                left = idle.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes no new calls from now on. */
    void goAway(RpcStatus reason) {
        boolean none;
        lock.lock();
        try {
            if (refusal == null) {
                refusal = reason;
            }
            none = pending.isEmpty();
        } finally {
            lock.unlock();
        }
        unusable.complete(reason);
        if (none) {
            forget();
        }
    }

    /**
     * Ends all whose reply nobody will hear, which a server that shuts down waits for all the same; one-way calls never had
     * one, and go on.
     */
    void breakOff(RpcStatus reason) {
        goAway(reason);
        for (InMemoryExchange exchange : pending()) {
            if (!exchange.isOneway()) {
                exchange.abort(reason);
            }
        }
    }

    /** Ends all that is pending, and waits for nothing more. */
    void abort(RpcStatus reason) {
        goAway(reason);
        for (InMemoryExchange exchange : pending()) {
            exchange.abort(reason);
            ended(exchange);
        }
    }

    private List<InMemoryExchange> pending() {
        lock.lock();
        try {
            return List.copyOf(pending);
        } finally {
            lock.unlock();
        }
    }

    private void forget() {
        server.forget(this);
        onClosed.accept(this);
    }

    @Override
    public Peer peer() {
        return serverPeer;
    }

    @Override
    public boolean isUsable() {
        return refusal == null;
    }

    @Override
    public CompletionStage<RpcStatus> whenUnusable() {
        return unusable.minimalCompletionStage();
    }

    @Override
    public void drain() {
        goAway(RpcStatus.of(Code.UNAVAILABLE, "the connection to " + target + " is draining"));
    }

    @Override
    public void close() {
        breakOff(RpcStatus.of(Code.UNAVAILABLE, "the connection to " + target + " was closed"));
    }

    @Override
    public String toString() {
        return "in-memory connection to " + target;
    }
}
