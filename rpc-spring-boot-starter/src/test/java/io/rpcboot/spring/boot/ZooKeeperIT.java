package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcException;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.util.List;
import org.apache.curator.test.TestingServer;
import org.apache.zookeeper.ZooKeeper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Two applications that know no more of each other than a real ZooKeeper. */
@ExtendWith(OutputCaptureExtension.class)
class ZooKeeperIT {

    private static final String NODE = "/chat/rpc/services/" + Greeter.class.getName();

    @Test
    void twoApplicationsFindEachOtherAndPart() throws Exception {
        try (TestingServer zooKeeper = new TestingServer()) {
            String address = "zookeeper://" + zooKeeper.getConnectString() + "/chat";
            Contexts.withRegistry(address)
                    .withUserConfiguration(Provider.class)
                    .withPropertyValues("rpc.registry.check=true", "rpc.registry.connect-timeout=30s")
                    .run(provider -> {
                        assertThat(provider).hasNotFailed();
                        Contexts.withRegistry(address)
                                .withUserConfiguration(Consumer.class)
                                .withPropertyValues("rpc.client.check=true", "rpc.registry.connect-timeout=30s")
                                .run(consumer -> {
                                    assertThat(consumer).hasNotFailed();
                                    assertThat(consumer.getBean(Consumer.class)
                                                    .greeter
                                                    .greet("Ann"))
                                            .isEqualTo("Hello, Ann");
                                    assertThat(nodes(zooKeeper)).hasSize(1);
                                });
                    });
            assertThat(nodes(zooKeeper))
                    .as("withdrawn when the context was closed")
                    .isEmpty();
        }
    }

    @Test
    void anEmbeddedRegistryOutlivesTheServicesThatAreRegisteredInIt(CapturedOutput output) {
        Contexts.withRegistry("embedded:0")
                .withUserConfiguration(Provider.class, Consumer.class)
                .withPropertyValues("rpc.client.local=never", "rpc.client.check=false")
                .run(running -> {
                    assertThat(running).hasNotFailed();
                    Awaitility.await()
                            .ignoreExceptionsInstanceOf(RpcException.class)
                            .untilAsserted(() -> assertThat(running.getBean(Consumer.class)
                                            .greeter
                                            .greet("Ann"))
                                    .isEqualTo("Hello, Ann"));
                });
        assertThat(output.toString().lines())
                .as("ZooKeeper warns of much, we of nothing")
                .noneMatch(line -> line.matches(".* (WARN|ERROR) io\\.rpcboot\\..*"));
    }

    private static List<String> nodes(TestingServer server) throws Exception {
        ZooKeeper client = new ZooKeeper(server.getConnectString(), 5_000, event -> {});
        try {
            Awaitility.await().until(() -> client.getState().isConnected());
            return client.getChildren(NODE, false);
        } finally {
            client.close();
        }
    }

    @RpcService
    static class Provider implements Greeter {
        @Override
        public String greet(String name) {
            return "Hello, " + name;
        }
    }

    static class Consumer {
        @RpcReference
        Greeter greeter = name -> "not injected";
    }
}
