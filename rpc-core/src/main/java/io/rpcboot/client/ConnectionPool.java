package io.rpcboot.client;

import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import java.util.HashMap;
import java.util.Map;

/** One {@link Endpoint} a process, for as long as any reference uses it. Safe for use by many threads. */
final class ConnectionPool {

    private final ClientTransport transport;
    private final Timer timer;
    private final Ticker ticker;
    private final Backoff backoff;
    private final int connectionsPerProcess;
    private final Map<ConnectTarget, Shared> endpoints = new HashMap<>();

    private static final class Shared {
        final Endpoint endpoint;
        int users;

        Shared(Endpoint endpoint) {
            this.endpoint = endpoint;
        }
    }

    ConnectionPool(ClientTransport transport, Timer timer, Ticker ticker, Backoff backoff, int connectionsPerProcess) {
        this.transport = transport;
        this.timer = timer;
        this.ticker = ticker;
        this.backoff = backoff;
        this.connectionsPerProcess = connectionsPerProcess;
    }

    /** The endpoint of the instance's process; to be given back by {@link #release}. */
    synchronized Endpoint acquire(RpcInstance instance) {
        Shared shared = endpoints.computeIfAbsent(
                targetOf(instance),
                target -> new Shared(new Endpoint(target, transport, timer, ticker, backoff, connectionsPerProcess)));
        shared.users++;
        return shared.endpoint;
    }

    /** Gives an endpoint back; the last user's leaving closes it. */
    void release(RpcInstance instance) {
        Endpoint unused;
        synchronized (this) {
            ConnectTarget target = targetOf(instance);
            Shared shared = endpoints.get(target);
            if (shared == null || --shared.users > 0) {
                return;
            }
            endpoints.remove(target);
            unused = shared.endpoint;
        }
        unused.close();
    }

    private static ConnectTarget targetOf(RpcInstance instance) {
        String processId = instance.processId().isEmpty() ? null : instance.processId();
        return new ConnectTarget(instance.host(), instance.port(), processId);
    }
}
