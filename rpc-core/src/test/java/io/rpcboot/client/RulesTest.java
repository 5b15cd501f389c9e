package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.client.FakeNetwork.FakeConnection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.loadbalance.PowerOfTwoChoices;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.rules.ServiceRules;
import io.rpcboot.testing.LogCapture;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What tags and rules, configured or live, make of the instances of a service. */
class RulesTest {

    interface Bank {
        CompletableFuture<String> balance();

        CompletableFuture<String> audit();
    }

    private static final String NAME = Bank.class.getName();

    private final FakeNetwork network = new FakeNetwork();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private final RpcClient client = network.client()
            .loadBalancer("seeded", () -> new PowerOfTwoChoices(new Random(42)::nextInt))
            .loadBalancer("seeded")
            .slowStart(Duration.ZERO)
            .build();

    private ServiceReference<Bank> reference;
    private Bank bank;

    private void refer(Reference<Bank> wanted) {
        reference = client.reference(wanted);
        bank = reference.stub();
    }

    private static RpcInstance instance(int port, String tag) {
        return instance(port, tag, 100);
    }

    private static RpcInstance instance(int port, String tag, int weight) {
        return instance(port, tag, "", weight);
    }

    private static RpcInstance instance(int port, String tag, String version, int weight) {
        return new RpcInstance(
                new ServiceId(NAME, "", version),
                "p" + port,
                "host",
                port,
                new Attributes("", tag, "", Attributes.PRIMARY, weight, 0));
    }

    private FakeConnection connect(int port) {
        return network.connecting(port).succeed();
    }

    /** Which share of the calls each instance gets, in percent, rounded. */
    private Map<Integer, Integer> shares(Supplier<CompletableFuture<String>> method) {
        calls.clear();
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> reply = method.get();
            Attempt attempt = network.attempts.get(0);
            calls.merge(Integer.parseInt(attempt.address().substring("host:".length())), 1, Integer::sum);
            attempt.succeed("42");
            assertThat(reply).isCompletedWithValue("42");
        }
        calls.replaceAll((port, count) -> (count + 5) / 10);
        return calls;
    }

    // ---------------------------------------------------------------- tags of references

    @Test
    void aRequiredTagIsTheOnlyOneThatIsCalled() {
        refer(Reference.to(Bank.class).tag("cpu"));
        network.list(instance(1, "cpu"), instance(2, "io"));
        FakeConnection tagged = connect(1);
        assertThat(shares(bank::balance)).containsOnlyKeys(1);
        assertThat(reference.explain()).contains("host:2 (tag \"io\", asked for \"cpu\")");

        tagged.lose("gone");
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void aPreferredTagIsCalledAsLongAsOneWithItIsUsable() {
        refer(Reference.to(Bank.class).tag("cpu?"));
        network.list(instance(1, "cpu"), instance(2, "io"));
        FakeConnection tagged = connect(1);
        connect(2);
        assertThat(shares(bank::balance)).containsOnlyKeys(1);
        assertThat(reference.explain()).contains("host:2 (connected, tag \"io\", not \"cpu\" as others have)");

        tagged.lose("gone");
        assertThat(shares(bank::balance)).containsOnlyKeys(2);
        assertThat(reference.explain()).contains("host:2 (connected)");
    }

    @Test
    void aPreferredTagIsNoReasonToCallWhoKeepsFailing() {
        refer(Reference.to(Bank.class).tag("cpu?"));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        for (int i = 0; i < 5; i++) {
            CompletableFuture<String> reply = bank.balance();
            assertThat(network.attempts.get(0).address()).isEqualTo("host:1");
            network.attempts.get(0).fail(RpcStatus.of(Code.INTERNAL, "broken"));
            assertThat(reply).isCompletedExceptionally();
        }
        assertThat(shares(bank::balance)).containsOnlyKeys(2);
    }

    @Test
    void aTagThatPrefersNothingIsRefused() {
        Reference<Bank> wanted = Reference.to(Bank.class).tag("?");
        assertThatThrownBy(() -> client.refer(wanted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("tag \"?\" prefers nothing; write what before \"?\"");
    }

    // ---------------------------------------------------------------- weights

    @Test
    void anInstanceCanChangeItsWeightAtAnyTime() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, ""), instance(2, ""));
        assertThat(shares(bank::balance).get(1)).isBetween(45, 55);

        network.list(instance(1, "", 300), instance(2, "", 100));
        assertThat(shares(bank::balance).get(1)).isBetween(70, 80);

        network.list(instance(1, "", 0), instance(2, "", 100));
        assertThat(shares(bank::balance)).containsOnlyKeys(2);
        assertThat(reference.explain()).contains("host:1 (weight 0)");
    }

    @Test
    void aRuleChangesWeightsWhileItIsThere() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, ""));
        network.rules("""
                {"instances":[{"match":{"tag":"cpu"},"weight":300}]}""");
        assertThat(shares(bank::balance).get(1)).isBetween(70, 80);
        assertThat(reference.explain()).contains("host:1 (connected, weight 300 by the rule for tag \"cpu\")");

        network.rules(null);
        assertThat(shares(bank::balance).get(1)).isBetween(45, 55);
        assertThat(reference.explain()).contains("host:1 (connected)");
    }

    @Test
    void aRuleTakesAnInstanceOutOfUseWithoutHarmToItsCalls() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, ""), instance(2, ""));
        CompletableFuture<String> one = bank.balance();
        CompletableFuture<String> other = bank.balance();
        assertThat(network.attempts).extracting(Attempt::address).containsExactlyInAnyOrder("host:1", "host:2");

        network.rules("""
                {"instances":[{"match":{"address":"host:1"},"weight":0}]}""");
        network.attempts.get(1).succeed("42");
        network.attempts.get(0).succeed("42");
        assertThat(one).isCompletedWithValue("42");
        assertThat(other).isCompletedWithValue("42");
        assertThat(shares(bank::balance)).containsOnlyKeys(2);
        assertThat(reference.explain()).contains("host:1 (weight 0 by the rule for address \"host:1\")");

        network.rules("{}");
        connect(1);
        assertThat(shares(bank::balance)).containsOnlyKeys(1, 2);
    }

    @Test
    void aRuleCallsAnInstanceThatRegisteredWithoutWeight() {
        refer(Reference.to(Bank.class));
        network.list(instance(1, "", 0));
        network.rules("""
                {"instances":[{"match":{"address":"host:*"},"weight":1}]}""");
        connect(1);
        assertThat(shares(bank::balance)).containsOnlyKeys(1);
    }

    @Test
    void anInstanceThatComesLaterIsUnderTheRules() {
        refer(Reference.to(Bank.class));
        network.rules("""
                {"instances":[{"match":{"tag":"old"},"weight":0}]}""");
        network.list(instance(1, "old"), instance(2, ""));
        assertThat(network.connecting)
                .extracting(attempt -> attempt.target().port())
                .containsExactly(2);
    }

    // ---------------------------------------------------------------- methods

    @Test
    void aMethodGoesOnlyWhereItsRuleSays() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu"}}}""");
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
        assertThat(shares(bank::balance)).containsOnlyKeys(1, 2);
        assertThat(reference.explain()).endsWith("; rule for audit: only tag \"cpu\"");
    }

    @Test
    void aMethodWithoutAnyInstanceOfItsRuleSaysSo() {
        refer(Reference.to(Bank.class));
        network.connected(instance(2, "io"));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu","version":"[2,)"}}}""");
        assertThat(bank.audit())
                .isCompletedExceptionally()
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .havingCause()
                .isInstanceOf(RpcException.class)
                .withMessageContaining(NAME + "/audit: its rule says only tag \"cpu\", version \"[2,)\", and no usable"
                        + " instance is such; " + NAME + ": the fake registry lists 1: host:2 (connected)");
        assertThat(shares(bank::balance)).containsOnlyKeys(2);
    }

    @Test
    void aCallWaitsForTheInstanceThatItsRuleAsksFor() {
        refer(Reference.to(Bank.class));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu"}}}""");
        network.list(instance(1, "cpu"), instance(2, "io"));
        connect(2);
        CompletableFuture<String> reply = bank.audit();
        assertThat(network.attempts).isEmpty();
        connect(1);
        network.attempts.get(0).succeed("42");
        assertThat(reply).isCompletedWithValue("42");
    }

    @Test
    void aMethodGoesElsewhereWhileNoPreferredInstanceIsUsable() {
        refer(Reference.to(Bank.class).tag("io?"));
        network.list(instance(1, "cpu"), instance(2, "io"), instance(3, ""));
        FakeConnection preferred = connect(1);
        connect(2);
        connect(3);
        network.rules("""
                {"methods":{"audit":{"tag":"cpu?"}}}""");
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
        preferred.lose("gone");
        assertThat(shares(bank::audit)).containsOnlyKeys(2);
    }

    @Test
    void aMethodCanGoToAVersionAmongSeveral() {
        refer(Reference.to(Bank.class).version("*"));
        network.connected(instance(1, "", "1.4", 100), instance(2, "", "2.1", 100));
        network.rules("""
                {"methods":{"audit":{"version":"[2,3)"}}}""");
        assertThat(shares(bank::audit)).containsOnlyKeys(2);
        assertThat(shares(bank::balance)).containsOnlyKeys(1, 2);
    }

    // ---------------------------------------------------------------- where rules come from

    private static ServiceRules auditGoesTo(String tag) {
        return ServiceRules.parse("{\"methods\":{\"audit\":{\"tag\":\"" + tag + "\"}}}");
    }

    @Test
    void configuredRulesHoldUntilTheRegistryHasSomeAndAfterwards() {
        refer(Reference.to(Bank.class).rules(auditGoesTo("cpu")));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        assertThat(shares(bank::audit)).containsOnlyKeys(1);

        network.rules("""
                {"methods":{"audit":{"tag":"io"}}}""");
        assertThat(shares(bank::audit)).containsOnlyKeys(2);

        network.rules("{}");
        assertThat(shares(bank::audit)).containsOnlyKeys(1, 2);

        network.rules(null);
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
    }

    @Test
    void rulesThatAreNoneLeaveTheLastOnesWithOneWarning() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu"}}}""");
        try (LogCapture log = new LogCapture(Directory.class.getName())) {
            network.rules("""
                    {"methods":{"audit":{"tags":"io"}}}""");
            assertThat(log.lines())
                    .containsExactly("WARNING The rules for " + NAME + " in the fake registry are refused, and those"
                            + " before stay: methods.audit has the unknown key \"tags\"; there are"
                            + " [address, application, group, tag, version, zone]");
        }
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
    }

    @Test
    void aChangeOfRulesIsLogged() {
        refer(Reference.to(Bank.class));
        try (LogCapture log = new LogCapture(Directory.class.getName())) {
            network.rules("""
                    {"instances":[{"match":{"zone":"a"},"weight":0}]}""");
            network.rules(null);
            assertThat(log.lines())
                    .containsExactly(
                            "INFO Rules for " + NAME + " in the fake registry: weight 0 by the rule for zone \"a\"",
                            "INFO There are no rules for " + NAME + " in the fake registry any more");
        }
    }

    @Test
    void liveRulesForAMethodThatDoesNotExistAreHeededOtherwiseWithAWarning() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        try (LogCapture log = new LogCapture(Cluster.class.getName())) {
            network.rules("""
                    {"methods":{"audits":{"tag":"cpu"},"audit":{"tag":"io"}}}""");
            assertThat(log.lines())
                    .containsExactly(
                            "WARNING " + NAME + ": there are rules for [audits], which are no methods of it; it has"
                                    + " [audit, balance]");
        }
        assertThat(shares(bank::audit)).containsOnlyKeys(2);
    }

    @Test
    void aReferenceThatComesLaterIsUnderTheRulesFromTheStart() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu"}}}""");
        refer(Reference.to(Bank.class).timeout(Duration.ofSeconds(1)));
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
    }

    @Test
    void aReferenceThatComesLaterIsUnderTheLastGoodRulesWhateverWasHeardSince() {
        refer(Reference.to(Bank.class));
        network.connected(instance(1, "cpu"), instance(2, "io"));
        network.rules("""
                {"methods":{"audit":{"tag":"cpu"}}}""");
        network.rules("not rules");
        network.list(instance(1, "cpu"), instance(2, "io"), instance(3, "io"));
        connect(3);

        refer(Reference.to(Bank.class).timeout(Duration.ofSeconds(1)));

        assertThat(shares(bank::audit)).containsOnlyKeys(1);
    }

    @Test
    void aReferenceWhoseServiceCouldNotBeFollowedIsNoneAndTheNextOneIsFollowed() {
        network.refuseSubscription(new IllegalStateException("the registry is closed"));
        assertThatThrownBy(() -> client.refer(Reference.to(Bank.class))).hasMessage("the registry is closed");

        refer(Reference.to(Bank.class));

        network.connected(instance(1, "cpu"));
        assertThat(shares(bank::audit)).containsOnlyKeys(1);
    }

    @Test
    void configuredRulesForAMethodThatDoesNotExistAreRefused() {
        Reference<Bank> wanted =
                Reference.to(Bank.class).rules(ServiceRules.parse("{\"methods\":{\"audits\":{\"tag\":\"cpu\"}}}"));
        assertThatThrownBy(() -> client.refer(wanted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rules for method \"audits\": " + NAME + " has only [audit, balance]");
    }
}
