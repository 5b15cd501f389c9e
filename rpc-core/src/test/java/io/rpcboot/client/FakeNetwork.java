package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Registry, network and clock in the hands of a test, all on its own thread: nothing happens until the test says so. */
final class FakeNetwork implements ClientTransport, ServiceDiscovery, Timer, Ticker {

    /** Attempts to connect that nobody has answered yet. */
    final List<Connecting> connecting = new ArrayList<>();

    /** Attempts of calls that nobody has answered yet, at all connections. */
    final List<Attempt> attempts = new ArrayList<>();

    private final List<Scheduled> scheduled = new ArrayList<>();
    private ServiceDiscovery.Listener listener;
    private boolean subscriptionClosed;
    private RuntimeException subscriptionRefusal;
    private long now = 1_000_000_000L;

    record Connecting(ConnectTarget target, CompletableFuture<Connection> result, FakeNetwork network) {

        FakeConnection succeed() {
            network.connecting.remove(this);
            FakeConnection connection = new FakeConnection(target, network);
            result.complete(connection);
            return connection;
        }

        void fail(String why) {
            network.connecting.remove(this);
            result.completeExceptionally(new RpcException(Code.UNAVAILABLE, why));
        }

        /** Somebody else answers there. */
        void failAsStranger() {
            network.connecting.remove(this);
            result.completeExceptionally(new RpcException(
                    Code.UNAVAILABLE,
                    target.address() + " is answered by process x, not by " + target.processId()
                            + ", which was expected there",
                    WRONG_PROCESS));
        }
    }

    /** One attempt of a call that has reached a connection. */
    record Attempt(String address, RpcCall call, ReplyListener reply, FakeNetwork network) {

        void succeed(Object message) {
            network.attempts.remove(this);
            reply.onMessage(message);
            reply.onClose(RpcStatus.OK, Metadata.EMPTY);
        }

        void fail(RpcStatus status) {
            fail(status, Metadata.EMPTY);
        }

        void fail(RpcStatus status, Metadata trailers) {
            network.attempts.remove(this);
            reply.onClose(status, trailers);
        }
    }

    record FakeConnection(ConnectTarget target, FakeNetwork network, CompletableFuture<RpcStatus> unusable)
            implements Connection {

        FakeConnection(ConnectTarget target, FakeNetwork network) {
            this(target, network, new CompletableFuture<>());
        }

        @Override
        public RpcHandler service(ServiceId service) {
            return (call, reply) -> {
                Attempt attempt = new Attempt(target.address(), call, reply, network);
                network.attempts.add(attempt);
                call.onCancel(reason -> {
                    if (network.attempts.contains(attempt)) {
                        attempt.fail(reason);
                    }
                });
            };
        }

        /** Takes no new calls from now on; those that there are stay. */
        void lose(String why) {
            unusable.complete(RpcStatus.of(Code.UNAVAILABLE, why));
        }

        @Override
        public Peer peer() {
            return new Peer(
                    target.address() + "-peer", InetSocketAddress.createUnresolved(target.host(), target.port()));
        }

        @Override
        public boolean isUsable() {
            return !unusable.isDone();
        }

        @Override
        public CompletionStage<RpcStatus> whenUnusable() {
            return unusable;
        }

        @Override
        public void drain() {
            lose("draining");
        }

        @Override
        public void close() {
            lose("closed");
        }
    }

    private record Scheduled(Runnable task, long at, long delay) {}

    /** A client that has nothing but this; its balancer {@code first} takes the first instance that it is offered. */
    RpcClient.Builder client() {
        return RpcClient.builder()
                .transport(this)
                .discovery(this)
                .timer(this)
                .deadlines(this, Runnable::run)
                .ticker(this)
                .timeout(Duration.ofSeconds(3))
                .loadBalancer("first", () -> (call, candidates) -> candidates.get(0));
    }

    /** An instance like any other. */
    static RpcInstance instance(Class<?> contract, int port) {
        return instance(contract, port, Attributes.DEFAULT_WEIGHT);
    }

    /** An instance like any other but for its weight. */
    static RpcInstance instance(Class<?> contract, int port, int weight) {
        return new RpcInstance(
                ServiceId.of(contract.getName()),
                "host:" + port + "-a",
                "host",
                port,
                new Attributes("", "", "", Attributes.PRIMARY, weight, 0));
    }

    /** What a call that has failed, failed with. */
    static RpcException failureOf(CompletableFuture<?> call) {
        assertThat(call).isCompletedExceptionally();
        return (RpcException)
                catchThrowableOfType(CompletionException.class, call::join).getCause();
    }

    /** How a call that has failed ended. */
    static RpcStatus statusOf(CompletableFuture<?> call) {
        return failureOf(call).status();
    }

    /** The one attempt that is under way. */
    Attempt attempt() {
        assertThat(attempts).hasSize(1);
        return attempts.get(0);
    }

    /** Where attempts are under way. */
    List<String> addresses() {
        return attempts.stream().map(Attempt::address).toList();
    }

    // ---------------------------------------------------------------- transport

    @Override
    public CompletionStage<Connection> connect(ConnectTarget target) {
        Connecting attempt = new Connecting(target, new CompletableFuture<>(), this);
        connecting.add(attempt);
        return attempt.result();
    }

    /** The attempt to connect to this port, which there must be. */
    Connecting connecting(int port) {
        return connecting.stream()
                .filter(attempt -> attempt.target().port() == port)
                .findFirst()
                .orElseThrow(() -> new AssertionError("nobody connects to " + port + " but to " + connecting));
    }

    @Override
    public boolean isTransportThread() {
        return false;
    }

    // ---------------------------------------------------------------- registry

    @Override
    public Subscription subscribe(String service, Listener listener) {
        RuntimeException refusal = subscriptionRefusal;
        subscriptionRefusal = null;
        if (refusal != null) {
            throw refusal;
        }
        this.listener = listener;
        return () -> subscriptionClosed = true;
    }

    /** The next subscription fails. */
    void refuseSubscription(RuntimeException refusal) {
        subscriptionRefusal = refusal;
    }

    /** Lists these instances and no others, and connects to all of them, which the client must want. */
    FakeConnection[] connected(RpcInstance... instances) {
        list(instances);
        return Stream.of(instances)
                .map(instance -> connecting(instance.port()).succeed())
                .toArray(FakeConnection[]::new);
    }

    /** Lists so many instances of a contract, at ports from 1 on, and connects to all of them. */
    void connected(Class<?> contract, int count) {
        connected(IntStream.rangeClosed(1, count)
                .mapToObj(port -> instance(contract, port))
                .toArray(RpcInstance[]::new));
    }

    void list(RpcInstance... instances) {
        listener.onInstances(List.of(instances));
    }

    void rules(String rules) {
        listener.onRules(rules);
    }

    boolean isSubscriptionClosed() {
        return subscriptionClosed;
    }

    @Override
    public String describe() {
        return "the fake registry";
    }

    // ---------------------------------------------------------------- time

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        Scheduled entry = new Scheduled(task, now + delayNanos, delayNanos);
        scheduled.add(entry);
        return () -> scheduled.remove(entry);
    }

    /** Lets time pass, and runs what was due in it. */
    void pass(long millis) {
        long until = now + TimeUnit.MILLISECONDS.toNanos(millis);
        for (Scheduled next = due(until); next != null; next = due(until)) {
            scheduled.remove(next);
            now = Math.max(now, next.at());
            next.task().run();
        }
        now = until;
    }

    private Scheduled due(long until) {
        return scheduled.stream()
                .filter(entry -> entry.at() <= until)
                .min(Comparator.comparingLong(Scheduled::at))
                .orElse(null);
    }

    /** The delays of what waits, in milliseconds. */
    List<Long> delays() {
        return scheduled.stream()
                .map(entry -> TimeUnit.NANOSECONDS.toMillis(entry.delay()))
                .toList();
    }

    @Override
    public void close() {}
}
