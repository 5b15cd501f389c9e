package io.rpcboot.registry.zookeeper;

import io.rpcboot.registry.RegistryAddress;
import io.rpcboot.registry.RegistryContractTest;
import io.rpcboot.registry.ServiceDiscovery;
import io.rpcboot.registry.ServiceRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;
import org.apache.curator.test.TestingServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

class ZooKeeperContractTest extends RegistryContractTest {

    private static TestingServer server;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final String chroot = "/contract-" + UUID.randomUUID();

    @BeforeAll
    static void startServer() throws Exception {
        server = new TestingServer();
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    @Override
    protected ServiceRegistry newRegistry() {
        return open(new ZooKeeperRegistry(newClient()));
    }

    @Override
    protected ServiceDiscovery newDiscovery() {
        return open(new ZooKeeperDiscovery(newClient(), null));
    }

    @Override
    protected void writeRules(String service, String rules) throws Exception {
        try (CuratorFramework stranger =
                CuratorFrameworkFactory.newClient(server.getConnectString(), new RetryOneTime(100))) {
            stranger.start();
            String path = chroot + "/rpc/rules/" + service;
            if (rules == null) {
                stranger.delete().forPath(path);
            } else {
                stranger.create()
                        .orSetData()
                        .creatingParentsIfNeeded()
                        .forPath(path, rules.getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private ZooKeeperClient newClient() {
        String address = "zookeeper://" + server.getConnectString() + chroot;
        return open(ZooKeeperClient.connect(
                ZooKeeperOptions.of((RegistryAddress.ZooKeeper) RegistryAddress.parse(address))));
    }

    private <T extends AutoCloseable> T open(T resource) {
        opened.push(resource);
        return resource;
    }
}
