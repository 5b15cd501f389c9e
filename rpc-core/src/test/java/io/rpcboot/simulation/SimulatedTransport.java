package io.rpcboot.simulation;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.Peer;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.ServiceId;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.net.InetSocketAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** One caller's network: what it sends arrives after a while, in order, unless somebody is dead. */
final class SimulatedTransport implements ClientTransport {

    private final Simulation simulation;
    private final String zone;

    SimulatedTransport(Simulation simulation, String zone) {
        this.simulation = simulation;
        this.zone = zone;
    }

    @Override
    public CompletionStage<Connection> connect(ConnectTarget target) {
        CompletableFuture<Connection> result = new CompletableFuture<>();
        Provider provider = simulation.provider(target.port() - 1);
        boolean reachable = provider.isReachable();
        simulation.after(reachable ? 2 * oneWay(provider) : Simulation.CONNECT_TIMEOUT, () -> {
            if (reachable && provider.accepts(target.processId())) {
                Link link = new Link(provider);
                provider.linked(link);
                result.complete(link);
            } else {
                result.completeExceptionally(new RpcException(Code.UNAVAILABLE, "refused"));
            }
        });
        return result;
    }

    private double oneWay(Provider provider) {
        return provider.settings.zone.equals(zone) ? Simulation.ONE_WAY : Simulation.ONE_WAY_BETWEEN_ZONES;
    }

    @Override
    public boolean isTransportThread() {
        return false;
    }

    @Override
    public void close() {}

    /** A connection. */
    final class Link implements Connection {

        private final Provider provider;
        private final Peer peer;
        private final double oneWay;
        private final Set<Attempt> pending = new LinkedHashSet<>();
        private final CompletableFuture<RpcStatus> unusable = new CompletableFuture<>();

        Link(Provider provider) {
            this.provider = provider;
            this.oneWay = oneWay(provider);
            this.peer = new Peer(
                    provider.instance().processId(), InetSocketAddress.createUnresolved("host", provider.number + 1));
        }

        @Override
        public RpcHandler service(ServiceId service) {
            return (call, reply) -> {
                if (!isUsable()) {
                    reply.onClose(RpcStatus.of(Code.UNAVAILABLE, "never sent").withNotExecuted(true), Metadata.EMPTY);
                    return;
                }
                Attempt attempt = new Attempt(this, reply);
                pending.add(attempt);
                simulation.attempted(provider, call);
                call.onCancel(attempt);
                simulation.after(oneWay, () -> provider.arrive(attempt));
            };
        }

        /** The provider says that it takes no more; what it has, it answers. */
        void goAway() {
            simulation.after(oneWay, () -> becomeUnusable("GOAWAY"));
        }

        /** The connection is no more; what was on it may have run. */
        void cut(RpcStatus reason) {
            simulation.after(oneWay, () -> {
                becomeUnusable("the connection broke");
                List.copyOf(pending).forEach(attempt -> attempt.end(reason));
            });
        }

        private void becomeUnusable(String why) {
            provider.unlinked(this);
            unusable.complete(RpcStatus.of(Code.UNAVAILABLE, why));
        }

        @Override
        public Peer peer() {
            return peer;
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
            becomeUnusable("draining");
        }

        @Override
        public void close() {
            becomeUnusable("closed");
            List.copyOf(pending).forEach(attempt -> attempt.end(RpcStatus.of(Code.UNAVAILABLE, "closed")));
        }
    }

    /** A call on its way to one provider and back. */
    final class Attempt implements RpcCall.CancelListener {

        private final Link link;
        private final ReplyListener reply;
        private boolean over;

        Attempt(Link link, ReplyListener reply) {
            this.link = link;
            this.reply = reply;
        }

        /** Whether nobody waits for it any more; the provider is told by CANCEL. */
        boolean isOver() {
            return over;
        }

        @Override
        public void onCancel(RpcStatus reason) {
            end(reason);
        }

        /** What the provider says. */
        void answer(RpcStatus status) {
            simulation.after(link.oneWay, () -> end(status));
        }

        private void end(RpcStatus status) {
            if (over) {
                return;
            }
            over = true;
            link.pending.remove(this);
            if (status.isOk()) {
                reply.onMessage(null);
            }
            reply.onClose(status, Metadata.EMPTY);
        }
    }
}
