package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.bootstrap.Rpc;
import io.rpcboot.client.Reference;
import io.rpcboot.client.ServiceReference;
import io.rpcboot.registry.Registration;
import io.rpcboot.server.Export;
import io.rpcboot.server.RpcServer;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import javax.tools.ToolProvider;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with many references: what they add to its start. */
class ManyReferencesIT {

    private static final Logger log = Logger.getLogger(ManyReferencesIT.class.getName());
    private static final int SERVICES = 50;
    private static final int REFERENCES_EACH = 4;

    /** Longer than all that is computed for one service while the machine is busy. */
    private static final Duration ONE_WAY = Duration.ofMillis(25);

    @TempDir
    Path directory;

    /** Interfaces that no other test has loaded, each with a record of its own. */
    private List<Class<?>> contracts(String prefix) throws Exception {
        Path classes = Files.createDirectories(directory.resolve(prefix));
        List<String> arguments = new ArrayList<>(List.of("-parameters", "-proc:none", "-d", classes.toString()));
        for (int i = 0; i < SERVICES; i++) {
            Path source = classes.resolve(prefix + i + ".java");
            Files.writeString(
                    source,
                    "public interface " + prefix + i
                            + " { record Item(long id, String name, java.util.List<String> tags) {}"
                            + " Item find(long id); String rename(long id, String name); void delete(Item item); }");
            arguments.add(source.toString());
        }
        assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new)))
                .isZero();
        URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader());
        List<Class<?>> contracts = new ArrayList<>();
        for (int i = 0; i < SERVICES; i++) {
            contracts.add(loader.loadClass(prefix + i));
        }
        return contracts;
    }

    private static <T> Export export(Class<T> contract) {
        return Export.of(
                contract,
                contract.cast(Proxy.newProxyInstance(
                        contract.getClassLoader(),
                        new Class<?>[] {contract},
                        (proxy, method, arguments) -> method.getName().equals("hashCode") ? 1 : null)));
    }

    private static void export(Rpc provider, List<Class<?>> contracts, List<RpcServer> servers) throws Exception {
        RpcServer.Builder builder = provider.server();
        contracts.forEach(contract -> builder.export(export(contract)));
        RpcServer server = builder.build().start().register();
        servers.add(server);
        for (Registration registration : server.registrations()) {
            registration.whenRegistered().toCompletableFuture().get(60, TimeUnit.SECONDS);
        }
    }

    /** Makes references, and returns after how many milliseconds all of them can be called. */
    private static long refer(Rpc consumer, List<Class<?>> contracts, int each) throws Exception {
        long begun = System.nanoTime();
        List<ServiceReference<?>> references = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            for (Class<?> contract : contracts) {
                references.add(
                        consumer.client().reference(Reference.to(contract).retries(i)));
            }
        }
        for (ServiceReference<?> reference : references) {
            assertThat(reference.awaitAvailable(Duration.ofSeconds(60))).isTrue();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        references.forEach(ServiceReference::close);
        return millis;
    }

    @Test
    void twoHundredReferencesToFiftyServicesAddLittleToTheStart() throws Exception {
        List<Class<?>> contracts = contracts("Near");
        List<RpcServer> servers = new ArrayList<>();
        try (TestingServer zooKeeper = new TestingServer();
                Rpc one = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc two = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                Rpc consumer = Rpc.connect("zookeeper://" + zooKeeper.getConnectString())) {
            export(one, contracts, servers);
            export(two, contracts, servers);
            refer(consumer, contracts.subList(0, 1), 1); // connected, and warm as far as one reference makes it so

            long millis = refer(consumer, contracts, REFERENCES_EACH);

            log.info(SERVICES * REFERENCES_EACH + " references to " + SERVICES + " services, of 2 instances each, add "
                    + millis + " ms");
            assertThat(millis).isLessThan(20_000); // of a machine that does other things besides
        } finally {
            servers.forEach(RpcServer::close);
        }
    }

    @Test
    void theWayToTheRegistryIsGoneNoMoreOftenForManyServicesThanForOne() throws Exception {
        List<Class<?>> contracts = contracts("Far");
        List<RpcServer> servers = new ArrayList<>();
        try (TestingServer zooKeeper = new TestingServer();
                Rpc provider = Rpc.connect("zookeeper://" + zooKeeper.getConnectString());
                LatencyProxy far = new LatencyProxy(zooKeeper.getPort(), ONE_WAY);
                Rpc consumer = Rpc.connect("zookeeper://127.0.0.1:" + far.port())) {
            export(provider, contracts, servers);
            refer(consumer, contracts.subList(0, 1), 1);

            long ofOne = refer(consumer, contracts.subList(1, 2), 1);
            long ofMany = refer(consumer, contracts.subList(2, SERVICES), 1);

            double trips = (ofMany - ofOne) / (2.0 * ONE_WAY.toMillis());
            log.info(SERVICES - 2 + " services take " + trips + " round trips to the registry more than one: " + ofMany
                    + " ms, " + ofOne + " ms");
            assertThat(trips).isLessThan(SERVICES);
        } finally {
            servers.forEach(RpcServer::close);
        }
    }
}
