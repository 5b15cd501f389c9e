package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcHashKey;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.client.FakeNetwork.FakeConnection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.loadbalance.HashKey;
import io.rpcboot.loadbalance.PowerOfTwoChoices;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the client tells the load balancer of its instances, and what comes of it. */
class BalancingTest {

    interface Bank {
        CompletableFuture<String> balance();

        CompletableFuture<String> balanceOf(@RpcHashKey String owner);
    }

    private final FakeNetwork network = new FakeNetwork();
    private final Map<Integer, Integer> calls = new HashMap<>();
    private String hashKey;
    private final RpcClient client = network.client()
            .loadBalancer("seeded", () -> new PowerOfTwoChoices(new Random(42)::nextInt))
            .loadBalancer("seeded")
            .zone("here")
            .slowStart(Duration.ofSeconds(30))
            .interceptor((call, reply, next) -> {
                if (hashKey != null) {
                    call.metadata().set(HashKey.METADATA, hashKey);
                }
                next.handle(call, reply);
            })
            .build();

    private final ServiceReference<Bank> reference = client.reference(Reference.to(Bank.class));
    private Bank bank = reference.stub();

    private static RpcInstance instance(int port) {
        return instance(port, "", Attributes.PRIMARY);
    }

    private static RpcInstance instance(int port, String zone, String role) {
        return new RpcInstance(
                ServiceId.of(Bank.class.getName()),
                "p" + port,
                "host",
                port,
                new Attributes("", "", zone, role, Attributes.DEFAULT_WEIGHT, 0));
    }

    private void connect(int... ports) {
        for (int port : ports) {
            network.connecting(port).succeed();
        }
    }

    /** Makes calls one after the other; those to port 3 take ten times as long. */
    private void call(int times) {
        for (int i = 0; i < times; i++) {
            CompletableFuture<String> reply = bank.balance();
            Attempt attempt = network.attempts.get(0);
            int port = Integer.parseInt(attempt.address().substring("host:".length()));
            calls.merge(port, 1, Integer::sum);
            network.pass(port == 3 ? 100 : 10);
            attempt.succeed("42");
            assertThat(reply).isCompletedWithValue("42");
        }
    }

    /** Where this call goes. */
    private String addressOf(CompletableFuture<String> reply) {
        Attempt attempt = network.attempts.get(0);
        attempt.succeed("42");
        assertThat(reply).isCompletedWithValue("42");
        return attempt.address();
    }

    private void callByKey() {
        bank = client.refer(Reference.to(Bank.class).method("balanceOf", own -> own.loadBalancer("consistent-hash")));
        network.list(instance(1), instance(2), instance(3));
        connect(1, 2, 3);
    }

    @Test
    void aMethodCanHaveALoadBalancerOfItsOwnThatGoesByAParameter() {
        callByKey();
        Map<String, Set<String>> addresses = new HashMap<>();
        for (int i = 0; i < 300; i++) {
            String owner = "owner" + i % 30;
            addresses.computeIfAbsent(owner, name -> new HashSet<>()).add(addressOf(bank.balanceOf(owner)));
        }
        assertThat(addresses.values()).allSatisfy(ofOwner -> assertThat(ofOwner).hasSize(1));
        assertThat(addresses.values().stream().flatMap(Set::stream).distinct()).hasSize(3);
    }

    @Test
    void aKeyInTheMetadataComesBeforeTheParameter() {
        callByKey();
        hashKey = "all";
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 30; i++) {
            addresses.add(addressOf(bank.balanceOf("owner" + i)));
        }
        assertThat(addresses).hasSize(1);
    }

    @Test
    void callsWithoutAKeyAreSpread() {
        callByKey();
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            addresses.add(addressOf(bank.balanceOf(null)));
        }
        assertThat(addresses).hasSize(3);
    }

    @Test
    void aLoadBalancerOfAMethodThatDoesNotExistIsRefused() {
        assertThatThrownBy(
                        () -> client.refer(Reference.to(Bank.class).method("balance", own -> own.loadBalancer("dice"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "load balancer \"dice\" of the reference to " + Bank.class.getName()
                                + " does not exist; there are [consistent-hash, first, least-pending, p2c, random, round-robin, seeded]");
    }

    @Test
    void anInstanceThatIsSlowIsHardlyCalled() {
        network.list(instance(1), instance(2), instance(3));
        connect(1, 2, 3);
        call(100);
        calls.clear();
        call(2_000);
        assertThat(calls.getOrDefault(3, 0)).isLessThan(40);
    }

    private void callTheFirst() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("first"));
        network.list(instance(1), instance(2), instance(3));
        connect(1, 2, 3);
    }

    /** Where this call goes, to fail. */
    private String failingAddress() {
        CompletableFuture<String> reply = bank.balance();
        Attempt attempt = network.attempts.get(0);
        attempt.fail(RpcStatus.of(Code.INTERNAL, "broken"));
        assertThat(reply).isCompletedExceptionally();
        return attempt.address();
    }

    @Test
    void anInstanceThatKeepsFailingIsLeftAloneForAWhile() {
        callTheFirst();
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(9_999);
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(1);
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    /** Makes so many calls and breaks the connection that they are on. */
    private void breakUnder(int count) {
        for (int i = 0; i < count; i++) {
            bank.balance();
        }
        RpcStatus broke = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");
        List.copyOf(network.attempts).forEach(attempt -> attempt.fail(broke));
    }

    @Test
    void aBreakIsOneFailureHoweverManyCallsItCosts() {
        callTheFirst();
        breakUnder(100);
        assertThat(client.explain(Bank.class.getName())).doesNotContain("ejected");
        for (int i = 0; i < 4; i++) {
            assertThat(addressOfAttempt()).isEqualTo("host:1");
            breakUnder(1);
        }
        assertThat(addressOfAttempt()).isEqualTo("host:2");
    }

    @Test
    void aBreakDrivesNoMoreCallsAwayThanAnyFailureDoes() {
        network.list(instance(1), instance(2));
        connect(1, 2);
        for (int i = 0; i < 200; i++) {
            bank.balance();
        }
        RpcStatus broke = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");
        for (Attempt attempt : List.copyOf(network.attempts)) {
            if (attempt.address().equals("host:1")) {
                attempt.fail(broke);
            } else {
                attempt.succeed("42");
            }
        }
        network.pass(20_000);
        call(100);
        assertThat(calls.get(1)).isGreaterThan(25);
    }

    /** Where a call goes that is given up. */
    private String addressOfAttempt() {
        CompletableFuture<String> reply = bank.balance();
        String address = network.attempts.get(0).address();
        reply.cancel(true);
        return address;
    }

    private void ejectTheFirst() {
        callTheFirst();
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
    }

    @Test
    void oneCallTriesAnInstanceThatWasEjectedWhileOthersGoElsewhere() {
        ejectTheFirst();
        network.pass(10_000);
        assertThat(client.explain(Bank.class.getName()))
                .contains("host:1 (connected, to be tried by one call after 5 failures in a row)");

        CompletableFuture<String> trial = bank.balance();
        Attempt tried = network.attempts.remove(0);
        assertThat(tried.address()).isEqualTo("host:1");
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        tried.succeed("42");

        assertThat(trial).isCompletedWithValue("42");
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    @Test
    void oneFailureInATrialLeavesAnInstanceAloneForLonger() {
        ejectTheFirst();
        network.pass(10_000);
        assertThat(failingAddress()).isEqualTo("host:1");
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(19_999);
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(1);
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    @Test
    void aTrialThatIsGivenUpSaysNeitherGoodNorBadOfAnInstance() {
        ejectTheFirst();
        network.pass(10_000);
        bank.balance().cancel(true);
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(9_999);
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        network.pass(1);
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    @Test
    void anInstanceThatLeavesWhileItIsTriedLeavesNothingBehind() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("first"));
        network.list(instance(1), instance(2));
        FakeConnection left = network.connecting(1).succeed();
        connect(2);
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        network.pass(10_000);
        bank.balance();
        network.list(instance(2));
        left.lose("gone");
        network.attempts.get(0).fail(RpcStatus.of(Code.UNAVAILABLE, "the connection broke"));
        assertThat(network.delays()).doesNotContain(20_000L);
    }

    @Test
    void aBackupTakesTheCallsWhileOneTriesThePrimary() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("first"));
        network.list(instance(1), instance(2, "", Attributes.BACKUP));
        connect(1, 2);
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        network.pass(10_000);

        bank.balance();
        Attempt tried = network.attempts.remove(0);
        assertThat(tried.address()).isEqualTo("host:1");
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
        tried.succeed("42");
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    @Test
    void aBackupIsNotTriedWhileThePrimaryIsThere() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("first"));
        network.list(instance(1), instance(2, "", Attributes.BACKUP), instance(3, "", Attributes.BACKUP));
        connect(2, 3);
        network.connecting(1).fail("refused");
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:2");
        }
        network.pass(1_000);
        connect(1);
        network.pass(9_000);
        assertThat(addressOf(bank.balance())).isEqualTo("host:1");
    }

    private void callInTurn() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("round-robin"));
        network.list(instance(1), instance(2), instance(3));
        connect(1, 2, 3);
    }

    @Test
    void whereAllFailNobodyIsLeftAlone() {
        callInTurn();
        for (int i = 0; i < 100; i++) {
            failingAddress();
        }
        assertThat(client.explain(Bank.class.getName())).doesNotContain("ejected");
    }

    @Test
    void whereNobodyAnswersInTimeNobodyIsLeftAlone() {
        callInTurn();
        for (int i = 0; i < 100; i++) {
            bank.balance();
            network.pass(30);
        }
        network.pass(3_000);
        assertThat(network.attempts).isEmpty();
        assertThat(client.explain(Bank.class.getName())).doesNotContain("ejected");
    }

    @Test
    void whoeverDoesNotAnswerWhileOthersDoIsLeftAlone() {
        callInTurn();
        for (int i = 0; i < 100; i++) {
            bank.balance();
            network.pass(30);
            network.attempts.stream()
                    .filter(attempt -> !attempt.address().equals("host:1"))
                    .toList()
                    .forEach(attempt -> attempt.succeed("42"));
        }
        network.pass(3_000);
        assertThat(client.explain(Bank.class.getName()))
                .contains("host:1 (connected, ejected for")
                .containsOnlyOnce("ejected");
    }

    @Test
    void whereAllFailABackupIsLookedForAllTheSame() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("round-robin"));
        network.list(
                instance(1),
                instance(2),
                instance(3, "", Attributes.BACKUP),
                instance(4, "", Attributes.BACKUP),
                instance(5, "", Attributes.BACKUP));
        connect(1, 2, 3, 4, 5);
        for (int i = 0; i < 10; i++) {
            assertThat(failingAddress()).isIn("host:1", "host:2");
        }
        assertThat(addressOf(bank.balance())).isIn("host:3", "host:4", "host:5");
    }

    @Test
    void moreThanHalfAreNeverLeftAlone() {
        callTheFirst();
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(failingAddress()).isEqualTo("host:2");
        }
    }

    @Test
    void anInstanceThatShedsCallsIsNotEjected() {
        callTheFirst();
        for (int i = 0; i < 20; i++) {
            bank.balance();
            Attempt attempt = network.attempts.get(0);
            assertThat(attempt.address()).isEqualTo("host:1");
            attempt.fail(RpcStatus.of(Code.RESOURCE_EXHAUSTED, "too many"));
        }
    }

    @Test
    void thoseThatAreNotConnectedDoNotMakeTheHalfGreater() {
        callTheFirst();
        network.list(instance(1), instance(2), instance(3), instance(4), instance(5), instance(6));
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        for (int i = 0; i < 20; i++) {
            assertThat(failingAddress()).isEqualTo("host:2");
        }
    }

    @Test
    void aCallThatItsCallerCancelsIsNoSuccess() {
        callTheFirst();
        for (int i = 0; i < 5; i++) {
            bank.balance().cancel(true);
            assertThat(network.attempts).isEmpty();
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        assertThat(addressOf(bank.balance())).isEqualTo("host:2");
    }

    @Test
    void anInstanceThatLeavesWhileItIsEjectedLeavesNothingBehind() {
        bank = client.refer(Reference.to(Bank.class).loadBalancer("first"));
        network.list(instance(1), instance(2));
        FakeConnection left = network.connecting(1).succeed();
        connect(2);
        for (int i = 0; i < 5; i++) {
            assertThat(failingAddress()).isEqualTo("host:1");
        }
        assertThat(network.delays()).contains(10_000L);
        network.list(instance(2));
        left.lose("gone");
        assertThat(network.delays()).doesNotContain(10_000L);
    }

    private ServiceReference<Bank> callInTurn(int... ports) {
        ServiceReference<Bank> inTurn =
                client.reference(Reference.to(Bank.class).loadBalancer("round-robin"));
        bank = inTurn.stub();
        network.list(Arrays.stream(ports).mapToObj(BalancingTest::instance).toArray(RpcInstance[]::new));
        connect(ports);
        return inTurn;
    }

    /** Makes calls now and then; those to port 3 take ten times as long. */
    private void callNowAndThen(int times) {
        for (int i = 0; i < times; i++) {
            network.pass(1_000);
            call(1);
        }
    }

    /** Makes calls that all begin together and take this time, wherever they go. */
    private void callTogether(int times, int millis) {
        for (int i = 0; i < times; i++) {
            bank.balance();
        }
        network.pass(millis);
        List.copyOf(network.attempts).forEach(attempt -> attempt.succeed("42"));
    }

    @Test
    void anInstanceThatIsMuchSlowerThanTheOthersIsLeftAlone() {
        ServiceReference<Bank> inTurn = callInTurn(1, 2, 3);
        callNowAndThen(61);
        assertThat(inTurn.explain())
                .contains("host:3 (connected, ejected for ")
                .contains("slow answers in a row, 3 times as slow as others")
                .contains("host:1 (connected), host:2 (connected)");
    }

    @Test
    void theSlowerOfTwoIsLeftAlone() {
        ServiceReference<Bank> inTurn = callInTurn(2, 3);
        callNowAndThen(41);
        assertThat(inTurn.explain()).contains("host:2 (connected), host:3 (connected, ejected for ");
    }

    @Test
    void nobodyIsLeftAloneWhenAllBecomeSlow() {
        ServiceReference<Bank> inTurn = callInTurn(1, 2, 3, 4);
        callTogether(100, 10);
        callTogether(400, 100);
        assertThat(inTurn.explain()).doesNotContain("ejected");
    }

    @Test
    void idleBackupsDoNotMakeSlowPrimariesLookBad() {
        ServiceReference<Bank> inTurn =
                client.reference(Reference.to(Bank.class).loadBalancer("round-robin"));
        bank = inTurn.stub();
        network.list(
                instance(1),
                instance(2),
                instance(3, "", Attributes.BACKUP),
                instance(4, "", Attributes.BACKUP),
                instance(5, "", Attributes.BACKUP));
        connect(1, 2, 3, 4, 5);
        callTogether(100, 10);
        callTogether(400, 100);
        assertThat(inTurn.explain()).doesNotContain("ejected");
    }

    @Test
    void callsThatAreShedOrFailTellNothingOfHowLongCallsTake() {
        ServiceReference<Bank> inTurn = callInTurn(1, 2, 3);
        for (int i = 0; i < 1_000; i++) {
            bank.balance(); // this one is answered, after ten milliseconds
            Attempt answered = network.attempts.get(0);
            for (int j = 0; j < 5; j++) {
                bank.balance();
                network.attempts.get(1).fail(RpcStatus.of(Code.RESOURCE_EXHAUSTED, "too many"));
                network.pass(1);
                bank.balance();
                network.attempts.get(1).fail(RpcStatus.of(Code.INTERNAL, "broken"));
                network.pass(1);
            }
            answered.succeed("42");
        }
        assertThat(inTurn.explain()).doesNotContain("slow answers");
    }

    @Test
    void aCallThatIsCancelledAtOnceIsNoQuickAnswer() {
        ServiceReference<Bank> inTurn = callInTurn(1, 2, 3);
        for (int i = 0; i < 62; i++) {
            callNowAndThen(1);
            for (int j = 0; j < 3; j++) {
                bank.balance().cancel(true);
            }
        }
        assertThat(inTurn.explain()).contains("host:3 (connected, ejected for ");
    }

    @Test
    void aBackupIsCalledOnlyWhileNoPrimaryIsConnected() {
        network.list(instance(1, "", Attributes.BACKUP), instance(2));
        FakeConnection backup = network.connecting(1).succeed();
        FakeConnection primary = network.connecting(2).succeed();
        call(20);
        assertThat(calls).containsOnlyKeys(2);
        assertThat(reference.explain()).contains("host:1 (connected, backup, while a primary is there)");

        calls.clear();
        primary.lose("gone");
        call(20);
        assertThat(calls).containsOnlyKeys(1);

        calls.clear();
        network.pass(1_000);
        connect(2);
        call(20);
        assertThat(calls).containsOnlyKeys(2);
        assertThat(backup.isUsable()).isTrue();
    }

    @Test
    void instancesOfAnotherZoneAreCalledOnlyWhileNoneOfTheOwnIs() {
        network.list(instance(1, "there", Attributes.PRIMARY), instance(2, "here", Attributes.PRIMARY));
        connect(1);
        FakeConnection near = network.connecting(2).succeed();
        call(20);
        assertThat(calls).containsOnlyKeys(2);
        assertThat(reference.explain())
                .contains("host:1 (connected, in zone \"there\", not in \"here\" as others are)");

        calls.clear();
        near.lose("gone");
        call(20);
        assertThat(calls).containsOnlyKeys(1);
    }

    @Test
    void otherZonesHelpAZoneThatIsTooSmallForItsCalls() {
        network.list(
                instance(1, "here", Attributes.PRIMARY),
                instance(2, "there", Attributes.PRIMARY),
                instance(4, "there", Attributes.PRIMARY));
        connect(1, 2, 4);
        call(50);
        assertThat(calls).containsOnlyKeys(1, 2, 4);
    }

    @Test
    void aZoneThatIsALittleSmallerThanOthersTakesItsCalls() {
        network.list(
                instance(1, "here", Attributes.PRIMARY),
                instance(2, "here", Attributes.PRIMARY),
                instance(4, "there", Attributes.PRIMARY),
                instance(5, "there", Attributes.PRIMARY),
                instance(6, "there", Attributes.PRIMARY));
        connect(1, 2, 4, 5, 6);
        call(50);
        assertThat(calls).containsOnlyKeys(1, 2);
    }

    @Test
    void aZoneThatComesBackTakesItsCallsWhenItsInstancesAreWarm() {
        RpcInstance there = instance(2, "there", Attributes.PRIMARY);
        network.list(there);
        connect(2);
        network.list(there, instance(1, "here", Attributes.PRIMARY));
        connect(1);
        call(50);
        assertThat(calls.get(2)).isGreaterThan(30);

        network.pass(30_000);
        calls.clear();
        call(50);
        assertThat(calls).containsOnlyKeys(1);
        assertThat(network.delays()).as("no more looks at weights").doesNotContain(1_000L);
    }

    @Test
    void theClientExplainsEachServiceThatItRefersTo() {
        network.list(instance(1));
        connect(1);
        assertThat(client.explain(Bank.class.getName()))
                .isEqualTo(Bank.class.getName() + ": the fake registry lists 1: host:1 (connected)");
        assertThat(client.explain("Bnk"))
                .isEqualTo("nothing refers to \"Bnk\" here; there are references to [" + Bank.class.getName() + "]");
        reference.close();
        assertThat(client.explain(Bank.class.getName())).endsWith("there are references to []");
    }

    @Test
    void aPrimaryElsewhereIsCalledBeforeABackupHere() {
        network.list(instance(1, "there", Attributes.PRIMARY), instance(2, "here", Attributes.BACKUP));
        connect(1, 2);
        call(20);
        assertThat(calls).containsOnlyKeys(1);
    }

    @Test
    void anInstanceThatWasSlowIsTriedAgainNow() {
        network.list(instance(1), instance(2), instance(3));
        connect(1, 2, 3);
        call(100);
        network.pass(Duration.ofMinutes(2).toMillis());
        calls.clear();
        call(20);
        assertThat(calls).containsKey(3);
    }

    @Test
    void whoIsThereFromTheStartTakesItsFullShareAtOnce() {
        network.list(instance(1), instance(2));
        connect(1, 2);
        call(1_000);
        assertThat(calls.get(1)).isBetween(400, 600);
    }

    @Test
    void whoComesLaterTakesItsShareLittleByLittle() {
        network.list(instance(1));
        connect(1);
        network.list(instance(1), instance(2));
        connect(2);
        call(300); // the first three seconds
        assertThat(calls.get(2)).isBetween(15, 75);
        network.pass(Duration.ofSeconds(30).toMillis());
        calls.clear();
        call(1_000);
        assertThat(calls.get(2)).isBetween(400, 600);
    }

    @Test
    void aDirectUrlNeedsAVersionThatItCanAskFor() {
        for (String version : new String[] {"*", "[1.2,2)"}) {
            assertThatThrownBy(() ->
                            client.refer(Reference.to(Bank.class).url("host:1").version(version)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("version \"" + version + "\" of the reference to " + Bank.class.getName()
                            + " is not one version, and behind a url nobody tells which there are; name one");
        }
    }

    @Test
    void aNegativeSlowStartIsRefused() {
        assertThatThrownBy(() -> RpcClient.builder().slowStart(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("slow start PT-1S is negative; zero gives an instance its whole share at once");
    }

    @Test
    void aNegativeTimeoutOrNumberOfRetriesIsRefused() {
        assertThatThrownBy(() -> RpcClient.builder().timeout(Duration.ofSeconds(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout PT-1S is negative; zero is without end");
        assertThatThrownBy(() -> RpcClient.builder().retries(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("retries -1 is negative; zero repeats nothing");
    }

    @Test
    void aReferenceWithoutAnInterfaceMayNotHaveThemEither() {
        Reference<GenericService> generic = Reference.generic("acme.Bank").method("pay", own -> own.retries(-3));
        assertThatThrownBy(() -> client.refer(generic))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "retries -3 of method \"pay\" of the reference to acme.Bank is negative; zero repeats nothing");
    }
}
