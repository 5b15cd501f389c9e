package io.rpcboot.e2e;

import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.zookeeper.ConsumerInfo;
import io.rpcboot.registry.zookeeper.ZooKeeperClient;
import io.rpcboot.registry.zookeeper.ZooKeeperDiscovery;
import io.rpcboot.registry.zookeeper.ZooKeeperOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A process that follows services and says, once it has all of their lists, how long that took and how much of its heap is
 * in use then. Arguments: the registry's address, and the services.
 */
final class ScaleConsumer {

    private ScaleConsumer() {}

    public static void main(String[] arguments) throws Exception {
        List<String> services = List.of(arguments).subList(1, arguments.length);
        Map<String, List<RpcInstance>> lists = new ConcurrentHashMap<>();
        CountDownLatch missing = new CountDownLatch(services.size());
        ZooKeeperClient client = ZooKeeperClient.connect(
                ZooKeeperOptions.of((RegistryAddress.ZooKeeper) RegistryAddress.parse(arguments[0])));
        client.awaitConnected(Duration.ofSeconds(60)); // to load classes takes longer than all that is measured
        long begun = System.nanoTime();
        ZooKeeperDiscovery discovery =
                new ZooKeeperDiscovery(client, new ConsumerInfo("scale-" + System.nanoTime(), "scale", "localhost", 1));
        for (String service : services) {
            discovery.subscribe(service, instances -> {
                if (lists.put(service, instances) == null) {
                    missing.countDown();
                }
            });
        }
        missing.await();
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        int instances = lists.values().stream().mapToInt(List::size).sum();
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        long heap = (runtime.totalMemory() - runtime.freeMemory()) / 1024;
        System.out.println("FOLLOWS " + instances + " " + millis + " " + heap);
        JavaProcess.haltWithParent();
    }
}
