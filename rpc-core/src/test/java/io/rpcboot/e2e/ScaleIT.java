package io.rpcboot.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.Registration;
import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperDiscovery;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import io.rpcboot.registry.zookeeper.ZooKeeperRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many instances of many services in one ZooKeeper: what a consumer of a few of them holds, hears and waits for does not
 * depend on the others. With {@code -Pscale} 1,000 instances of each of 50 services.
 */
class ScaleIT {

    private static final Logger log = Logger.getLogger(ScaleIT.class.getName());
    private static final int INSTANCES = Integer.getInteger("scale.instances", 100);
    private static final int SERVICES = Integer.getInteger("scale.services", 10);
    private static final int SESSIONS = Integer.getInteger("scale.sessions", 5);
    private static final int FOLLOWED = 5;
    private static final int CHANGES = 11;

    @TempDir
    Path directory;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<ZooKeeperRegistry> registries = new ArrayList<>();
    private ZooKeeperProcess zooKeeper;

    @BeforeEach
    void start() throws Exception {
        zooKeeper = open(new ZooKeeperProcess(directory, List.of("-Xmx512m")));
        for (int i = 0; i < SESSIONS; i++) {
            registries.add(new ZooKeeperRegistry(client()));
        }
    }

    @AfterEach
    void stop() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }

    private ZooKeeperClient client() {
        return open(ZooKeeperClient.connect(
                ZooKeeperOptions.of((RegistryAddress.ZooKeeper) RegistryAddress.parse(zooKeeper.address()))
                        .withSessionTimeout(Duration.ofSeconds(10))));
    }

    private static String service(int number) {
        return "scale.Service" + number;
    }

    private static String[] services(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(ScaleIT::service).toArray(String[]::new);
    }

    private static RpcInstance instance(String service, int number) {
        String host = "10." + number / 65_536 + "." + number / 256 % 256 + "." + number % 256;
        return new RpcInstance(
                ServiceId.of(service),
                host + ":20880-" + Integer.toString(number, Character.MAX_RADIX),
                host,
                20_880,
                RpcInstance.Attributes.DEFAULT);
    }

    private void register(String... services) throws Exception {
        List<Registration> registrations = new ArrayList<>();
        for (String service : services) {
            for (int number = 0; number < INSTANCES; number++) {
                registrations.add(registries.get(number % SESSIONS).register(instance(service, number)));
            }
        }
        for (Registration registration : registrations) {
            registration.whenRegistered().toCompletableFuture().get(300, TimeUnit.SECONDS);
        }
    }

    /** What a process that follows services has said. */
    private record Consumer(int instances, long millis, long heapKiB) {}

    /** The quickest of some, because the machine may be busy with something else. */
    private Consumer consumer(String name, String... services) {
        Consumer quickest = IntStream.range(0, 3)
                .mapToObj(time -> oneConsumer(services))
                .min(Comparator.comparingLong(Consumer::millis))
                .orElseThrow();
        log.info("A consumer of " + name + ": " + quickest);
        return quickest;
    }

    private Consumer oneConsumer(String... services) {
        List<String> arguments = new ArrayList<>(List.of(zooKeeper.address()));
        arguments.addAll(List.of(services));
        try (JavaProcess process =
                JavaProcess.start(directory, "consumer", ScaleConsumer.class, arguments.toArray(String[]::new))) {
            String[] said = process.awaitLine("FOLLOWS ").split(" ");
            return new Consumer(Integer.parseInt(said[1]), Long.parseLong(said[2]), Long.parseLong(said[3]));
        }
    }

    @Test
    void aConsumerHoldsHearsAndWaitsForWhatItFollowsOnly() throws Exception {
        String[] followed = services(0, FOLLOWED);
        register(followed);
        Consumer alone = consumer("all that there is", followed);
        assertThat(alone.instances()).isEqualTo(FOLLOWED * INSTANCES);

        long begun = System.nanoTime();
        register(services(FOLLOWED, SERVICES - FOLLOWED));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        log.info((SERVICES - FOLLOWED) * INSTANCES + " more entries, by " + SESSIONS + " sessions, in " + millis
                + " ms");
        Consumer among = consumer("a part", followed);
        Consumer ofAll = consumer("all", services(0, SERVICES));

        assertThat(among.instances()).isEqualTo(alone.instances());
        assertThat(ofAll.instances()).isEqualTo(SERVICES * INSTANCES);
        assertThat(among.heapKiB()).isLessThan(alone.heapKiB() + alone.heapKiB() / 5);
        assertThat(among.millis()).as("%s, alone %s", among, alone).isLessThan(3 * alone.millis() + 1_000);

        long watches = zooKeeper.watches();
        ZooKeeperDiscovery discovery = open(new ZooKeeperDiscovery(client(), null));
        LinkedBlockingQueue<List<RpcInstance>> heard = new LinkedBlockingQueue<>();
        for (String service : followed) {
            discovery.subscribe(service, heard::add);
        }
        for (int i = 0; i < FOLLOWED; i++) {
            assertThat(heard.poll(60, TimeUnit.SECONDS)).hasSize(INSTANCES);
        }
        // One for the instances; the one for the rules is counted twice, for data and for children.
        await().untilAsserted(() -> assertThat(zooKeeper.watches() - watches).isEqualTo(3 * FOLLOWED));

        registries.get(0).register(instance(service(SERVICES - 1), INSTANCES)); // of no interest
        long[] delays = new long[CHANGES];
        for (int i = 0; i < CHANGES; i++) {
            long before = System.nanoTime();
            registries.get(i % SESSIONS).register(instance(service(0), INSTANCES + i));
            assertThat(heard.poll(60, TimeUnit.SECONDS)).hasSize(INSTANCES + i + 1);
            delays[i] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
        }
        Arrays.sort(delays);
        log.info("A change is heard of after " + Arrays.toString(delays) + " ms");
        assertThat(delays[CHANGES / 2]).isLessThan(1_000);
        assertThat(heard).isEmpty();
    }
}
