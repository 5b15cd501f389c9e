package io.rpcboot.transport;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A server of an {@link InMemoryTransport}. */
final class InMemoryServer implements RunningServer {

    private final InetSocketAddress address;
    private final ServerDispatcher dispatcher;
    private final Supplier<Collection<InMemoryServer>> network;
    private final Set<InMemoryConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile String processId = "";
    private volatile boolean open;
    private volatile @Nullable String suspended;

    InMemoryServer(
            InetSocketAddress address, ServerDispatcher dispatcher, Supplier<Collection<InMemoryServer>> network) {
        this.address = address;
        this.dispatcher = dispatcher;
        this.network = network;
    }

    void open() {
        processId = dispatcher.onBound(address);
        open = true;
    }

    /** Serves the connection; returns why not if it does not. */
    @Nullable
    String accept(InMemoryConnection connection) {
        connections.add(connection);
        String why = suspended;
        String refusal = why != null
                ? connection.target() + " refuses this connection (UNAVAILABLE): " + why
                : open ? null : "cannot connect to " + connection.target() + ": connection refused";
        if (refusal != null) {
            connections.remove(connection);
        }
        return refusal;
    }

    void forget(InMemoryConnection connection) {
        connections.remove(connection);
    }

    String processId() {
        return processId;
    }

    ServerDispatcher dispatcher() {
        return dispatcher;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public void suspend(String reason) {
        suspended = reason;
        sayGoodBye(reason);
    }

    @Override
    public void resume() {
        suspended = null;
    }

    private void sayGoodBye(String reason) {
        connections.forEach(connection -> connection.goAway(
                RpcStatus.of(Code.UNAVAILABLE, connection.target() + " takes no new calls: " + reason)));
    }

    @Override
    public void shutdown(Duration grace) {
        open = false;
        network.get().remove(this);
        long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(grace);
        sayGoodBye("shutting down");
        boolean interrupted = false;
        for (InMemoryConnection connection : connections) {
            try {
                connection.awaitIdle(until - System.nanoTime());
            } catch (InterruptedException e) {
                interrupted = true;
                until = System.nanoTime();
            }
            connection.abort(RpcStatus.of(Code.UNAVAILABLE, connection.target() + " was shut down"));
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
