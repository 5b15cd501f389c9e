package io.rpcboot.registry.zookeeper;

import com.fasterxml.jackson.core.JsonGenerator;
import io.rpcboot.core.PassingThread;
import io.rpcboot.registry.ServiceDiscovery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Follows services in ZooKeeper: one persistent recursive watch a service, data read only where it changed, a full read
 * at each connection, and every 30 s a look whether anybody has come or gone.
 *
 * <p>The registry is a hint. While it is away the last list stays. After an outage, however it came back, an instance
 * that it does not show is listed for a grace period more ({@code max(session timeout, 15 s)}), so that providers can
 * register again; whether such an instance lives, a caller learns from its connections. A removal that is seen while
 * connected counts at once.
 */
public final class ZooKeeperDiscovery implements ServiceDiscovery {

    private final ZooKeeperClient client;
    private final @Nullable ConsumerInfo consumer;
    private final FullReads fullReads;
    private final @Nullable InstanceFile file;
    private final Map<String, Followed> followed = new HashMap<>();
    private boolean closed;

    /**
     * Reads over this connection, which stays open when the discovery is closed.
     *
     * @param consumer what to say of this process to those who look who uses a service; null to say nothing
     */
    public ZooKeeperDiscovery(ZooKeeperClient client, @Nullable ConsumerInfo consumer) {
        this(client, consumer, null);
    }

    /**
     * The same with a file that keeps the last good lists, which are told as long as ZooKeeper has not answered since the
     * start.
     *
     * @param cacheFile where it is, or will be; processes may share it. Null is none
     */
    public ZooKeeperDiscovery(ZooKeeperClient client, @Nullable ConsumerInfo consumer, @Nullable Path cacheFile) {
        this.client = client;
        this.consumer = consumer;
        this.fullReads = new FullReads(client.watchThread());
        this.file = cacheFile == null
                ? null
                : new InstanceFile(
                        cacheFile, client.options().address().toString(), PassingThread.timer("rpc-cache-file"));
    }

    /**
     * {@inheritDoc} The listener is called by one thread of the client.
     *
     * @throws IllegalArgumentException if the service's name cannot be a node
     */
    @Override
    public Subscription subscribe(String service, Listener listener) {
        synchronized (followed) {
            if (closed) {
                throw new IllegalStateException(
                        "the discovery of " + client.options().address() + " is closed");
            }
            Followed entry = followed.get(service);
            if (entry == null) {
                entry = follow(service);
                followed.put(service, entry);
            }
            entry.watch.add(listener);
            return () -> unsubscribe(service, listener);
        }
    }

    private Followed follow(String service) {
        ServiceWatch watch = new ServiceWatch(client, service, fullReads, file);
        EphemeralNodes.Node node = consumer == null
                ? null
                : client.nodes()
                        .keep(client.paths().consumer(service, consumer.processId()), content(service, consumer));
        watch.start();
        return new Followed(watch, node);
    }

    private void unsubscribe(String service, Listener listener) {
        Followed last = null;
        synchronized (followed) {
            Followed entry = followed.get(service);
            if (entry != null && entry.watch.remove(listener)) {
                last = followed.remove(service);
                last.giveUp(); // before anybody can follow it anew
            }
        }
        if (last != null) {
            last.awaitGone(farewell());
        }
    }

    @Override
    public String describe() {
        boolean recalled;
        synchronized (followed) {
            recalled = followed.values().stream().anyMatch(entry -> entry.watch.isRecalled());
        }
        return recalled ? client.describe() + ", for which " + file + " stands in," : client.describe();
    }

    /** Ends all subscriptions. The connection stays open. */
    @Override
    public void close() {
        List<Followed> rest;
        synchronized (followed) {
            closed = true;
            rest = List.copyOf(followed.values());
            followed.clear();
            rest.forEach(Followed::giveUp);
        }
        long deadline = farewell();
        rest.forEach(last -> last.awaitGone(deadline));
        if (file != null) {
            file.close();
        }
    }

    private long farewell() {
        return System.nanoTime() + client.timings().farewell().toNanos();
    }

    private static byte[] content(String service, ConsumerInfo consumer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator out = RegistryJson.FACTORY.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("name", service);
            out.writeStringField("processId", consumer.processId());
            out.writeStringField("application", consumer.application());
            out.writeStringField("host", consumer.host());
            out.writeNumberField("pid", consumer.pid());
            out.writeNumberField("registrationTimeUTC", System.currentTimeMillis());
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    private record Followed(ServiceWatch watch, EphemeralNodes.@Nullable Node node) {

        /** Does not wait. */
        void giveUp() {
            watch.close();
            if (node != null) {
                node.giveUp();
            }
        }

        void awaitGone(long deadline) {
            if (node != null) {
                node.awaitDeleted(deadline);
            }
        }
    }
}
