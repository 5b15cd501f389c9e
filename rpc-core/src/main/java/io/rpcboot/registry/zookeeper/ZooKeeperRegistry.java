package io.rpcboot.registry.zookeeper;

import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.ServiceRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Publishes instances in ZooKeeper as {@code /rpc/services/<service>/<node id>} and keeps them there: a node that is
 * gone, changed or of another session is put right within 5 s of the connection being there.
 */
public final class ZooKeeperRegistry implements ServiceRegistry {

    private final ZooKeeperClient client;
    private final RpcInstanceSerializer serializer = new RpcInstanceSerializer();
    private final Set<EphemeralNodes.Node> registrations = ConcurrentHashMap.newKeySet();

    /** Publishes over this connection, which stays open when the registry is closed. */
    public ZooKeeperRegistry(ZooKeeperClient client) {
        this.client = client;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the service's name or the process id cannot be a node
     * @throws IllegalStateException if this process has registered the same service, group and version already
     */
    @Override
    public Registration register(RpcInstance instance) {
        String path = client.paths().instance(instance);
        EphemeralNodes.Node node = client.nodes().keep(path, content(instance));
        registrations.add(node);
        return new Registration() {
            @Override
            public CompletionStage<Void> whenRegistered() {
                return node.whenCreated();
            }

            @Override
            public void close() {
                if (registrations.remove(node)) {
                    node.remove();
                }
            }

            @Override
            public String toString() {
                return path;
            }
        };
    }

    /** Withdraws what is still registered; waits for all of it no longer than for one. The connection stays open. */
    @Override
    public void close() {
        List<EphemeralNodes.Node> rest = new ArrayList<>(registrations);
        rest.removeIf(node -> !registrations.remove(node));
        rest.forEach(EphemeralNodes.Node::giveUp);
        long deadline = System.nanoTime() + client.timings().farewell().toNanos();
        rest.forEach(node -> node.awaitDeleted(deadline));
    }

    private byte[] content(RpcInstance instance) {
        try {
            return serializer.serialize(instance, System.currentTimeMillis());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
