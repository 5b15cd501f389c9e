package io.rpcboot.transport;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network inside the process: the same promises as the real transport, without sockets and without threads of its
 * own. Messages are encoded and decoded as on a wire. A handler is called by the thread that makes the call, and the
 * reply is heard by the thread that gives it, which makes tests repeatable.
 *
 * <p>One object is one network: the client side itself, and the source of its servers. Safe for use by many threads.
 */
public final class InMemoryTransport implements ClientTransport {

    /** The most bytes that a message may have unless told otherwise: 4 MiB, as on the real transport. */
    public static final int DEFAULT_MAX_MESSAGE_SIZE = 4 << 20;

    private static final int FIRST_FREE_PORT = 10_000;

    private final int maxMessageSize;
    private final String processId = "in-memory-client";
    private final Map<String, InMemoryServer> servers = new ConcurrentHashMap<>();
    private final Set<InMemoryConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger nextPort = new AtomicInteger(FIRST_FREE_PORT);
    private volatile boolean closed;

    /** A network whose messages have at most {@value #DEFAULT_MAX_MESSAGE_SIZE} bytes. */
    public InMemoryTransport() {
        this(DEFAULT_MAX_MESSAGE_SIZE);
    }

    /** A network whose messages have at most this many bytes, either way. */
    public InMemoryTransport(int maxMessageSize) {
        this.maxMessageSize = maxMessageSize;
    }

    /** A server of this network, to be started at this name and port; port 0 is any free one. */
    public ServerTransport server(String host, int port) {
        return dispatcher -> start(host, port, dispatcher);
    }

    private RunningServer start(String host, int port, ServerDispatcher dispatcher) throws BindException {
        int realPort = port == 0 ? nextPort.getAndIncrement() : port;
        InMemoryServer server = new InMemoryServer(address(host, realPort), dispatcher, servers::values);
        if (servers.putIfAbsent(key(host, realPort), server) != null) {
            throw new BindException(
                    "cannot bind " + key(host, realPort) + ": in use by another server of this network");
        }
        server.open();
        return server;
    }

    /** With an address, so that nobody who asks for it resolves the name for real. */
    private static InetSocketAddress address(String host, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String key(String host, int port) {
        return new ConnectTarget(host, port, null).address();
    }

    @Override
    public CompletionStage<Connection> connect(ConnectTarget target) {
        if (closed) {
            return refused("cannot connect to " + target.address() + ": the transport is closed");
        }
        InMemoryServer server = servers.get(target.address());
        if (server == null) {
            return refused("cannot connect to " + target.address() + ": connection refused");
        }
        String answering = server.processId();
        if (target.processId() != null && !target.processId().equals(answering)) {
            String mismatch = target.address() + " is answered by process " + answering + ", not by "
                    + target.processId() + ", which was expected there";
            return CompletableFuture.failedFuture(new RpcException(Code.UNAVAILABLE, mismatch, WRONG_PROCESS));
        }
        InMemoryConnection connection =
                new InMemoryConnection(server, processId, target.address(), maxMessageSize, connections::remove);
        connections.add(connection);
        String refusal = server.accept(connection);
        if (refusal != null) {
            connections.remove(connection);
            return refused(refusal);
        }
        if (closed) {
            connection.close();
        }
        return CompletableFuture.completedFuture(connection);
    }

    private static CompletionStage<Connection> refused(String message) {
        return CompletableFuture.failedFuture(new RpcException(Code.UNAVAILABLE, message));
    }

    /** Never: there are none. */
    @Override
    public boolean isTransportThread() {
        return false;
    }

    @Override
    public void close() {
        closed = true;
        connections.forEach(
                connection -> connection.breakOff(RpcStatus.of(Code.UNAVAILABLE, "the client's transport was closed")));
    }
}
