package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.client.FakeNetwork.FakeConnection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.testing.LogCapture;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What people are told of the instances of a service, and of those that are not what they say. */
class ExplainTest {

    interface Bank {
        String balance();
    }

    private final FakeNetwork network = new FakeNetwork();
    private final RpcClient client =
            network.client().slowStart(Duration.ZERO).zone("here").build();
    private final ServiceReference<Bank> reference =
            client.reference(Reference.to(Bank.class).version("[1,2)").tag("fast"));

    private static RpcInstance instance(int port) {
        return instance(port, "", "1", "fast", "here", Attributes.PRIMARY, 100);
    }

    private static RpcInstance instance(
            int port, String group, String version, String tag, String zone, String role, int weight) {
        return new RpcInstance(
                new ServiceId(Bank.class.getName(), group, version),
                "p" + port,
                "host",
                port,
                new Attributes("", tag, zone, role, weight, 0));
    }

    @Test
    void everyInstanceHasItsReason() {
        network.list(
                instance(1),
                instance(2, "", "2", "fast", "here", "primary", 100),
                instance(3, "blue", "1", "fast", "here", "primary", 100),
                instance(4, "", "1", "slow", "here", "primary", 100),
                instance(5, "", "1", "fast", "there", "primary", 100),
                instance(6, "", "1", "fast", "here", "backup", 100),
                instance(7, "", "1", "fast", "here", "primary", 0),
                instance(8),
                instance(9));
        for (int port : new int[] {1, 5, 6}) {
            network.connecting(port).succeed();
        }
        network.connecting(8).fail("cannot connect to host:8: connection refused");

        assertThat(reference.explain())
                .startsWith(Bank.class.getName() + "[version=[1,2)]: the fake registry lists 9: ")
                .contains(
                        "host:1 (connected)",
                        "host:5 (connected, in zone \"there\", not in \"here\" as others are)",
                        "host:6 (connected, backup, while a primary is there)",
                        "host:8 (not connected: cannot connect to host:8: connection refused; next attempt in ",
                        "host:9 (connecting)",
                        "host:2 (version \"2\", asked for \"[1,2)\")",
                        "host:3 (group \"blue\", asked for \"\")",
                        "host:4 (tag \"slow\", asked for \"fast\")",
                        "host:7 (weight 0)");
    }

    @Test
    void anErrorNamesTheFirstOfHundredsAndExplainAllOfThem() {
        RpcInstance[] many = IntStream.rangeClosed(1, 300)
                .mapToObj(port ->
                        port <= 280 ? instance(port, "blue", "1", "fast", "here", "primary", 100) : instance(port))
                .toArray(RpcInstance[]::new);
        network.list(many);
        for (int port = 281; port <= 300; port++) {
            network.connecting(port).fail("refused");
        }

        assertThatThrownBy(() -> reference.stub().balance())
                .hasMessageContaining("lists 300: host:281 (not connected: refused")
                .hasMessageContaining("host:290 (")
                .hasMessageEndingWith(") and 290 more")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1_500));
        assertThat(reference.explain())
                .contains("host:300 (not connected: refused", "host:1 (group \"blue\"", "host:280 (group")
                .doesNotContain(" more");
        assertThat(client.explain(Bank.class.getName())).isEqualTo(reference.explain());
    }

    @Test
    void whatTheLastInstanceSaidBeforeItWentIsNotForgotten() {
        network.list(instance(1));
        FakeConnection connection = network.connecting(1).succeed();

        network.list();
        connection.lose("host:1 takes no new calls: not serving");
        network.pass(12_000);

        assertThatThrownBy(() -> reference.stub().balance())
                .hasMessageEndingWith(
                        "the fake registry lists no instance; host:1 (gone for 12 s: host:1 takes no new calls:"
                                + " not serving)");
        network.list(instance(1));
        assertThat(reference.explain()).doesNotContain("gone for");
    }

    @Test
    void onlyTheLastFewOfThoseThatWentAreRemembered() {
        for (int port = 1; port <= 20; port++) {
            network.list(instance(port));
            FakeConnection connection = network.connecting(port).succeed();
            network.list();
            connection.lose("bye");
        }

        assertThat(reference.explain()).doesNotContain("host:15 (").contains("host:16 (gone", "host:20 (gone");
    }

    @Test
    void twoProvidersOnOneAddressAreWarnedOfOnceAndHarmNobodyElse() {
        RpcInstance liar = new RpcInstance(
                instance(1).service(), "p9", "host", 9, instance(1).attributes());
        try (LogCapture log = new LogCapture(Endpoint.class.getName())) {
            network.list(instance(1), liar);
            network.connecting(1).succeed();
            for (int attempt = 0; attempt < 40; attempt++) {
                network.connecting(9).failAsStranger();
                if (attempt == 3) {
                    assertThat(log.lines()).isEmpty(); // may be the entry of one that was killed
                }
                network.pass(5_000);
            }

            assertThat(log.lines())
                    .containsExactly(
                            "WARNING host:9 is answered by process x, not by p9, which was expected there: calls"
                                    + " go to other instances. If two providers advertise one address, give each its own by"
                                    + " rpc.server.port or rpc.server.advertised-host and -port");
        }
        assertThat(reference.explain())
                .contains("host:1 (connected)", "host:9 (not connected: host:9 is answered by process x, not by p9");
    }
}
