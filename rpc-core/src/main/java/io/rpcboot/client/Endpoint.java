package io.rpcboot.client;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections to one process, shared by all references: opened when somebody wants them, opened again with growing,
 * jittered delays when they break. Listeners are told, without any lock held, when {@link #live} or {@link #isPromising}
 * have changed.
 */
final class Endpoint {

    private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

    /** Longer than registries take to drop the entry of a process that was killed, and whose successor has its port. */
    private static final long STRANGER_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final ConnectTarget target;
    private final ClientTransport transport;
    private final Timer timer;
    private final Ticker ticker;
    private final Backoff backoff;
    private final int wantedConnections;
    private final AtomicInteger pending = new AtomicInteger();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    private volatile List<Connection> live = List.of();

    // Guarded by this.
    private int wantedBy;
    private int opening;
    private int failures;
    private @Nullable RpcStatus lastFailure;
    private long nextAttemptAt;
    private long strangerSince;
    private boolean strangerTold;
    private Timer.@Nullable Cancellable nextAttempt;
    private boolean closed;

    Endpoint(
            ConnectTarget target,
            ClientTransport transport,
            Timer timer,
            Ticker ticker,
            Backoff backoff,
            int wantedConnections) {
        this.target = target;
        this.transport = transport;
        this.timer = timer;
        this.ticker = ticker;
        this.backoff = backoff;
        this.wantedConnections = wantedConnections;
    }

    /** The connections that take calls; the same list until they change. */
    List<Connection> live() {
        return live;
    }

    /** One of {@link #live}; null if there is none. */
    @Nullable
    Connection anyConnection() {
        List<Connection> connections = live;
        return connections.isEmpty() ? null : connections.get(0);
    }

    /** Calls on their way to this process, of all references. */
    AtomicInteger pending() {
        return pending;
    }

    /**
     * Whether a connection is there or about to be, so that a call had better wait for it than fail. One that is there
     * counts, because listeners hear of it a moment later than {@link #live} shows it.
     */
    synchronized boolean isPromising() {
        return !live.isEmpty() || isConnecting();
    }

    private boolean isConnecting() {
        return failures == 0 && (opening > 0 || nextAttempt != null);
    }

    /** Why there is no connection, for people. */
    synchronized String describe() {
        if (!live.isEmpty()) {
            return "connected";
        }
        if (isConnecting()) {
            return lastFailure == null ? "connecting" : "connecting again after: " + lastFailure.message();
        }
        long inMillis = Math.max(0, TimeUnit.NANOSECONDS.toMillis(nextAttemptAt - ticker.nanos()));
        return "not connected: " + (lastFailure == null ? "not tried" : lastFailure.message())
                + (nextAttempt == null ? "" : "; next attempt in " + inMillis + " ms");
    }

    /** Why the last connection, or attempt at one, came to its end, for people; null if none did. */
    synchronized @Nullable String lastWord() {
        return lastFailure == null ? null : lastFailure.message();
    }

    void addListener(Runnable listener) {
        listeners.add(listener);
    }

    void removeListener(Runnable listener) {
        listeners.remove(listener);
    }

    /**
     * One more reference finds this process in its list: connections are opened, and opened again when they break. From
     * now on this endpoint {@link #isPromising}; the result, to be run without any lock held, keeps the promise.
     */
    synchronized Runnable want() {
        wantedBy++;
        int missing = claimMissing();
        return () -> open(missing);
    }

    /** One reference less; what is connected stays so, but is not connected again. */
    synchronized void unwant() {
        wantedBy--;
        if (wantedBy == 0 && nextAttempt != null) {
            nextAttempt.cancel();
            nextAttempt = null;
        }
    }

    /** Takes no new calls; connections close when theirs have ended. */
    void close() {
        List<Connection> closing;
        synchronized (this) {
            closed = true;
            closing = live;
            live = List.of();
            if (nextAttempt != null) {
                nextAttempt.cancel();
                nextAttempt = null;
            }
        }
        for (Connection connection : closing) {
            connection.drain();
        }
    }

    /** Counts the connections that are missing as being opened; to be called with the lock. */
    private int claimMissing() {
        if (closed || wantedBy == 0 || nextAttempt != null) {
            return 0;
        }
        int missing = Math.max(0, wantedConnections - live.size() - opening);
        opening += missing;
        return missing;
    }

    private void open(int count) {
        for (int i = 0; i < count; i++) {
            transport.connect(target).whenComplete(this::onAttempted);
        }
    }

    private void onAttempted(@Nullable Connection connection, @Nullable Throwable failure) {
        if (connection != null) {
            onOpened(connection);
        } else {
            RpcStatus status = statusOf(failure);
            boolean warn;
            synchronized (this) {
                opening--;
                failures++;
                lastFailure = status;
                warn = isLastingStranger(status);
                scheduleAttempt(failures);
            }
            if (warn) {
                log.warn(
                        "{}: calls go to other instances. If two providers advertise one address, give each its own by"
                                + " rpc.server.port or rpc.server.advertised-host and -port",
                        status.message());
            }
        }
        tellListeners();
    }

    /**
     * Whether it is time to say that another process answers than the one that the registry has there: after so long that
     * it is not just the entry of one that was killed, and once. To be called with the lock.
     */
    private boolean isLastingStranger(RpcStatus status) {
        if (!ClientTransport.WRONG_PROCESS.equals(status.errorCode())) {
            strangerSince = 0;
            return false;
        }
        if (strangerSince == 0) {
            strangerSince = ticker.nanos();
        }
        boolean warn = !strangerTold && ticker.nanos() - strangerSince >= STRANGER_NANOS;
        strangerTold |= warn;
        return warn;
    }

    private void onOpened(Connection connection) {
        boolean unwanted;
        synchronized (this) {
            opening--;
            unwanted = closed;
            if (!unwanted) {
                failures = 0;
                lastFailure = null;
                List<Connection> more = new ArrayList<>(live);
                more.add(connection);
                live = List.copyOf(more);
            }
        }
        if (unwanted) {
            connection.close();
        } else {
            // Without the lock: a connection that is lost already tells so at once.
            connection.whenUnusable().whenComplete((reason, impossible) -> onUnusable(connection, reason));
        }
    }

    private void onUnusable(Connection connection, @Nullable RpcStatus reason) {
        synchronized (this) {
            List<Connection> rest = new ArrayList<>(live);
            if (!rest.remove(connection)) {
                return;
            }
            live = List.copyOf(rest);
            lastFailure = reason;
            scheduleAttempt(1);
        }
        tellListeners();
    }

    /** To be called with the lock. Even the first attempt after a loss waits a little: all other clients lost theirs too. */
    private void scheduleAttempt(int failuresInARow) {
        if (closed || wantedBy == 0 || nextAttempt != null) {
            return;
        }
        long delay = backoff.delayNanos(failuresInARow);
        nextAttemptAt = ticker.nanos() + delay;
        nextAttempt = timer.schedule(this::attemptNow, delay);
    }

    private void attemptNow() {
        int missing;
        synchronized (this) {
            nextAttempt = null;
            missing = claimMissing();
        }
        open(missing);
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    private static RpcStatus statusOf(@Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof RpcException rpc
                ? rpc.status()
                : RpcStatus.of(Code.UNAVAILABLE, String.valueOf(cause)).withCause(cause);
    }

    /** {@code host:port}. */
    @Override
    public String toString() {
        return target.address();
    }
}
