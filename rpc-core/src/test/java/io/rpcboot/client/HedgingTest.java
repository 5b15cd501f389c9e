package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.ServiceId;
import io.rpcboot.loadbalance.Candidate;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second request for a call that takes long, and which of both counts. */
class HedgingTest {

    interface Bank {
        @RpcMethod(idempotent = true)
        CompletableFuture<String> balance();

        CompletableFuture<String> transfer();

        CompletableFuture<String> deposit();

        @RpcMethod(idempotent = true, oneway = true)
        void ring();
    }

    private static final RpcStatus BROKEN = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");
    private static final RpcStatus NEVER_SENT =
            RpcStatus.of(Code.UNAVAILABLE, "never sent").withNotExecuted(true);
    private static final RpcStatus SHED =
            RpcStatus.of(Code.RESOURCE_EXHAUSTED, "too many").withNotExecuted(true);

    private final FakeNetwork network = new FakeNetwork();
    private List<? extends Candidate> candidates;
    private RpcClient client;
    private Bank bank;

    @BeforeEach
    void refer() {
        client = RpcClient.builder()
                .transport(network)
                .discovery(network)
                .timer(network)
                .deadlines(network, Runnable::run)
                .ticker(network)
                .timeout(Duration.ofSeconds(3))
                .retries(0)
                .loadBalancer("first", () -> (call, ready) -> {
                    candidates = ready;
                    return ready.get(0);
                })
                .loadBalancer("first")
                .build();
        bank = client.refer(hedged());
    }

    private static Reference<Bank> hedged() {
        return Reference.to(Bank.class).method("balance", own -> own.cluster(FaultMode.HEDGED));
    }

    private static RpcInstance instance(int port) {
        return new RpcInstance(
                ServiceId.of(Bank.class.getName()),
                "p" + port,
                "host",
                port,
                new Attributes("", "", "", Attributes.PRIMARY, Attributes.DEFAULT_WEIGHT, 0));
    }

    private void connected(int instances) {
        RpcInstance[] all = new RpcInstance[instances];
        for (int i = 0; i < instances; i++) {
            all[i] = instance(i + 1);
        }
        network.list(all);
        for (RpcInstance instance : all) {
            network.connecting(instance.port()).succeed();
        }
    }

    /** Makes so many calls that take 10 ms. */
    private void learn(int calls) {
        for (int i = 0; i < calls; i++) {
            CompletableFuture<String> call = bank.balance();
            Attempt attempt = attempt();
            network.pass(10);
            attempt.succeed("42");
            assertThat(call).isCompletedWithValue("42");
        }
    }

    /** A call that has been made at the first two instances. */
    private CompletableFuture<String> hedgedCall() {
        CompletableFuture<String> call = bank.balance();
        network.pass(12);
        assertThat(addresses()).containsExactly("host:1", "host:2");
        return call;
    }

    private Attempt attempt() {
        assertThat(network.attempts).hasSize(1);
        return network.attempts.get(0);
    }

    private List<String> addresses() {
        return network.attempts.stream().map(Attempt::address).toList();
    }

    private static RpcStatus statusOf(CompletableFuture<String> call) {
        assertThat(call).isCompletedExceptionally();
        CompletionException failure = catchThrowableOfType(CompletionException.class, call::join);
        return ((RpcException) failure.getCause()).status();
    }

    // ---------------------------------------------------------------- when

    @Test
    void noCallIsMadeTwiceUntilItIsKnownHowLongCallsTake() {
        connected(2);
        learn(99);

        bank.balance();
        network.pass(2_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void aCallIsMadeElsewhereOnceItTakesLongerThanNearlyAllDo() {
        connected(3);
        learn(128);

        bank.balance();
        network.pass(10);
        assertThat(addresses()).containsExactly("host:1");
        network.pass(2);
        assertThat(addresses()).containsExactly("host:1", "host:2");
        network.pass(2_000);
        assertThat(addresses()).containsExactly("host:1", "host:2");
    }

    @Test
    void aCallThatEndsInTimeLeavesNothingBehind() {
        connected(2);
        learn(200);

        assertThat(network.delays()).containsExactly(3_000L); // the look at deadlines
    }

    @Test
    void thereIsNoSecondRequestWithoutASecondInstance() {
        connected(1);
        learn(128);

        bank.balance();
        network.pass(2_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void thereIsNoSecondRequestWhereTimeWasAskedFor() {
        connected(2);
        learn(128);
        CompletableFuture<String> refused = hedgedCall();
        Metadata trailers = new Metadata();
        new RetryAfter(5_000).write(trailers);
        network.attempts.get(1).fail(SHED, trailers);
        attempt().succeed("42");
        assertThat(refused).isCompletedWithValue("42");

        bank.balance();
        network.pass(2_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void otherMethodsAreNotMadeTwice() {
        connected(2);
        learn(128);

        bank.transfer();
        network.pass(2_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void notOneInTenIsMadeTwiceEvenIfAllBecomeSlow() {
        connected(2);
        learn(1_000);

        int extra = 0;
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> call = bank.balance();
            network.pass(100);
            extra += network.attempts.size() - 1;
            network.attempts.get(0).succeed("42");
            assertThat(call).isCompletedWithValue("42");
        }

        assertThat(extra).isBetween(10, 90);
    }

    @Test
    void notMoreThanTenAreMadeTwiceAtOnce() {
        connected(2);
        learn(1_000);
        for (int i = 0; i < 200; i++) {
            bank.balance();
        }

        network.pass(50);

        assertThat(network.attempts).hasSize(210);
    }

    @Test
    void whatWasCancelledDoesNotSayHowLongCallsTake() {
        connected(2);
        learn(99);
        for (int i = 0; i < 100; i++) {
            bank.balance().cancel(true);
        }

        bank.balance();
        network.pass(2_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void secondRequestsDrawOnTheBudgetOfRetries() {
        bank = client.refer(hedged().method("transfer", own -> own.retries(1)));
        connected(2);
        learn(128);
        for (int i = 0; i < 500; i++) { // in no time
            bank.transfer();
            while (!network.attempts.isEmpty()) {
                attempt().fail(SHED);
            }
        }

        bank.balance();
        network.pass(50);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void theCallsThatWouldBeLateAreNot() {
        connected(3);
        List<Long> took = new ArrayList<>();
        int extra = stragglers(took, 2_000);
        long p99 =
                took.stream().sorted().skip(took.size() * 99 / 100).findFirst().orElseThrow();

        assertThat(p99).isLessThanOrEqualTo(30); // without: 500
        assertThat(extra).isLessThan(took.size() / 10);
    }

    /** Calls of which two in a hundred get stuck for half a second; returns how many requests there were beyond them. */
    private int stragglers(List<Long> took, int calls) {
        Random random = new Random(7);
        int requests = 0;
        for (int i = 0; i < calls; i++) {
            long begin = network.nanos();
            CompletableFuture<String> call = bank.balance();
            List<Attempt> known = new ArrayList<>();
            while (!call.isDone()) {
                for (Attempt attempt : List.copyOf(network.attempts)) {
                    if (!known.contains(attempt)) {
                        known.add(attempt);
                        requests++;
                        long millis = random.nextInt(100) < 2 ? 500 : 5 + random.nextInt(5);
                        network.schedule(
                                () -> succeedIfThere(attempt),
                                Duration.ofMillis(millis).toNanos());
                    }
                }
                network.pass(1);
            }
            if (i >= 200) {
                took.add((network.nanos() - begin) / 1_000_000);
            }
        }
        return requests - calls;
    }

    private void succeedIfThere(Attempt attempt) {
        if (network.attempts.contains(attempt)) {
            attempt.succeed("42");
        }
    }

    // ---------------------------------------------------------------- which counts

    @Test
    void theSecondAnswerCountsIfItComesFirstAndTheFirstRequestIsCancelled() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        Attempt loser = network.attempts.get(0);
        network.attempts.get(1).succeed("second");

        assertThat(call).isCompletedWithValue("second");
        assertThat(network.attempts).isEmpty();
        assertThat(loser.call().isCancelled()).isTrue();
    }

    @Test
    void theFirstAnswerCountsIfItComesFirstAndTheSecondRequestIsCancelled() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        Attempt loser = network.attempts.get(1);
        network.attempts.get(0).succeed("first");

        assertThat(call).isCompletedWithValue("first");
        assertThat(network.attempts).isEmpty();
        assertThat(loser.call().isCancelled()).isTrue();
    }

    @Test
    void anAnswerThatTheCancellationComesTooLateForChangesNothing() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();
        Attempt late = network.attempts.remove(0); // its connection does not hear of the cancellation in time

        attempt().succeed("in time");
        late.succeed("too late");

        assertThat(call).isCompletedWithValue("in time");
        assertThat(pending()).containsExactly(0, 0);
    }

    @Test
    void theLoserCountsNeitherAsPendingNorAsFailed() {
        connected(2);
        learn(1_000);
        for (int i = 0; i < 8; i++) {
            CompletableFuture<String> call = hedgedCall();
            network.attempts.get(1).succeed("second");
            assertThat(call).isCompletedWithValue("second");
        }

        assertThat(pending()).containsExactly(0, 0);
        assertThat(candidates)
                .allSatisfy(candidate -> assertThat(candidate.recentFailures()).isZero());
    }

    @Test
    void aRequestThatHasLostDoesNotMakeUpForFailures() {
        connected(2);
        learn(128);
        for (int i = 0; i < 5; i++) {
            assertThat(candidates).hasSize(2);
            CompletableFuture<String> lost = hedgedCall();
            network.attempts.get(1).succeed("second");
            assertThat(lost).isCompletedWithValue("second");
            CompletableFuture<String> failed = bank.transfer();
            attempt().fail(RpcStatus.of(Code.INTERNAL, "broken"));
            assertThat(failed).isCompletedExceptionally();
        }

        bank.transfer();
        assertThat(attempt().address()).isEqualTo("host:2"); // the first was ejected
    }

    @Test
    void aTrialThatHasLostIsMadeAgainAfterNoLongerThanBefore() {
        connected(2);
        learn(128);
        for (int i = 0; i < 5; i++) {
            bank.transfer();
            attempt().fail(RpcStatus.of(Code.INTERNAL, "broken"));
        }
        network.pass(10_000);
        CompletableFuture<String> trial = hedgedCall();
        network.attempts.get(1).succeed("second");
        assertThat(trial).isCompletedWithValue("second");
        learn(1); // at the second

        network.pass(10_000);
        bank.balance();
        assertThat(attempt().address()).isEqualTo("host:1");
    }

    private List<Integer> pending() {
        bank.transfer();
        network.attempts
                .remove(0)
                .reply()
                .onClose(RpcStatus.of(Code.NOT_FOUND, "to see all candidates"), Metadata.EMPTY);
        return candidates.stream().map(Candidate::pending).toList();
    }

    @Test
    void aFailureOfOneWaitsForTheOther() {
        connected(2);
        learn(128);
        CompletableFuture<String> firstFails = hedgedCall();
        network.attempts.get(0).fail(BROKEN);
        assertThat(firstFails).isNotDone();
        attempt().succeed("second");
        assertThat(firstFails).isCompletedWithValue("second");

        CompletableFuture<String> secondFails = hedgedCall();
        network.attempts.get(1).fail(SHED);
        assertThat(secondFails).isNotDone();
        attempt().succeed("first");
        assertThat(secondFails).isCompletedWithValue("first");
    }

    @Test
    void ifBothFailTheCallDoesAndMayHaveRunIfEitherMay() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(0).fail(BROKEN);
        network.attempts.get(0).fail(NEVER_SENT);

        assertThat(statusOf(call).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(statusOf(call).notExecuted()).isFalse();
    }

    @Test
    void ifNeitherRanTheCallDidNot() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(0).fail(SHED);
        network.attempts.get(0).fail(SHED);

        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(statusOf(call).notExecuted()).isTrue();
    }

    @Test
    void whatTheMethodThrowsIsAnAnswer() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(1).fail(RpcStatus.of(Code.NOT_FOUND, "no such account"));

        assertThat(statusOf(call).code()).isEqualTo(Code.NOT_FOUND);
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void aRefusalOfOneSaysNothingOfTheOther() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts
                .get(1)
                .fail(RpcStatus.of(Code.PERMISSION_DENIED, "not you").withNotExecuted(true));

        assertThat(statusOf(call).code()).isEqualTo(Code.PERMISSION_DENIED);
        assertThat(statusOf(call).notExecuted()).isFalse();
    }

    @Test
    void aSecondRequestThatNeverRanMovesOnButNotToWhereTheFirstIs() {
        connected(3);
        learn(128);
        hedgedCall();

        network.attempts.get(1).fail(NEVER_SENT);
        assertThat(addresses()).containsExactly("host:1", "host:3");
        network.attempts.get(1).fail(NEVER_SENT);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void aSecondRequestIsNotRetried() {
        bank = client.refer(hedged().retries(2));
        connected(3);
        learn(128);
        hedgedCall();

        network.attempts.get(1).fail(SHED);
        network.pass(1_000);

        assertThat(addresses()).containsExactly("host:1");
    }

    @Test
    void aFirstRequestIsRetriedAsAnyIs() {
        bank = client.refer(hedged().retries(1));
        connected(2);
        learn(128);
        CompletableFuture<String> call = bank.balance();

        attempt().fail(BROKEN);
        assertThat(attempt().address()).isEqualTo("host:2");
        attempt().succeed("again");

        assertThat(call).isCompletedWithValue("again");
    }

    // ---------------------------------------------------------------- the end

    @Test
    void bothAreCancelledWithTheCall() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        call.cancel(true);

        assertThat(network.attempts).isEmpty();
        assertThat(call).isCancelled();
    }

    @Test
    void theOneThatIsLeftIsCancelledWithTheCall() {
        connected(2);
        learn(128);
        CompletableFuture<String> first = hedgedCall();
        network.attempts.get(1).fail(SHED);
        first.cancel(true);
        assertThat(network.attempts).isEmpty();

        CompletableFuture<String> second = hedgedCall();
        network.attempts.get(0).fail(BROKEN);
        second.cancel(true);
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void bothAreCancelledAtTheDeadline() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.pass(3_000);

        assertThat(network.attempts).isEmpty();
        assertThat(statusOf(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(pending()).containsExactly(0, 0);
    }

    @Test
    void aCallThatWasCancelledIsNotMadeAgain() {
        connected(2);
        learn(128);
        CompletableFuture<String> call = bank.balance();
        network.attempts.clear(); // the connection does not hear of the cancellation in time

        call.cancel(true);
        network.pass(2_000);

        assertThat(network.attempts).isEmpty();
    }

    // ---------------------------------------------------------------- settings

    @Test
    void hedgingAMethodThatMustNotRunTwiceIsRefused() {
        assertThatThrownBy(() ->
                        client.refer(Reference.to(Bank.class).method("transfer", own -> own.cluster(FaultMode.HEDGED))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cluster \"hedged\" of method \"transfer\" of the reference to " + Bank.class.getName()
                        + " could make it run twice, and it is not declared @RpcMethod(idempotent = true);"
                        + " declare it so if that does no harm, or leave it to \"failover\"");
    }

    @Test
    void hedgingAOneWayMethodIsRefused() {
        assertThatThrownBy(() ->
                        client.refer(Reference.to(Bank.class).method("ring", own -> own.cluster(FaultMode.HEDGED))))
                .hasMessage("cluster \"hedged\" of method \"ring\" of the reference to " + Bank.class.getName()
                        + " means nothing: a one-way call has no answer that another could come before");
    }

    @Test
    void hedgingAllMethodsIsRefusedIfOneMustNotBe() {
        assertThatThrownBy(() -> client.refer(Reference.to(Bank.class).cluster(FaultMode.HEDGED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cluster \"hedged\" of the reference to " + Bank.class.getName()
                        + " is only for methods that are declared @RpcMethod(idempotent = true) and have an answer,"
                        + " not for [deposit, ring, transfer]; set it on single methods instead"
                        + " (methods.<method>.cluster)");
    }

    @Test
    void hedgingCallsWithoutAnInterfaceIsRefused() {
        assertThatThrownBy(() -> client.refer(Reference.generic("com.acme.Bank").cluster(FaultMode.HEDGED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cluster \"hedged\" of the generic reference to com.acme.Bank could make methods run twice"
                        + " that must not; leave it to \"failover\"");
    }

    @Test
    void hedgingAllMethodsIsFineIfThoseThatMustNotBeAreSetOtherwise() {
        bank = client.refer(Reference.to(Bank.class)
                .cluster(FaultMode.HEDGED)
                .method("deposit", own -> own.cluster(FaultMode.FAILOVER))
                .method("ring", own -> own.cluster(FaultMode.FAILOVER))
                .method("transfer", own -> own.cluster(FaultMode.FAILFAST)));
        connected(2);
        learn(128);
        hedgedCall();
    }
}
