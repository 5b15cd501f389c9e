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

/** A server of an {@link InMemoryTransport}. */
final class InMemoryServer implements RunningServer {

    private final InetSocketAddress address;
    private final ServerDispatcher dispatcher;
    private final Supplier<Collection<InMemoryServer>> network;
    private final Set<InMemoryConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile String processId = "";
    private volatile boolean open;

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

    boolean accept(InMemoryConnection connection) {
        connections.add(connection);
        if (!open) {
            connections.remove(connection);
            return false;
        }
        return true;
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
    public void shutdown(Duration grace) {
        open = false;
        network.get().remove(this);
        long until = System.nanoTime() + TimeUnit.NANOSECONDS.convert(grace);
        connections.forEach(connection -> connection.goAway(
                RpcStatus.of(Code.UNAVAILABLE, connection.target() + " is shutting down and takes no new calls")));
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
