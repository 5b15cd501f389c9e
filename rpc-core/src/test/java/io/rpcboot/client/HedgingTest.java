package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.loadbalance.Candidate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
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
        client = network.client()
                .retries(0)
                .loadBalancer("remembering", () -> (call, ready) -> {
                    candidates = ready;
                    return ready.get(0);
                })
                .loadBalancer("remembering")
                .build();
        bank = client.refer(hedged());
    }

    private static Reference<Bank> hedged() {
        return Reference.to(Bank.class).method("balance", own -> own.cluster(FaultMode.HEDGED));
    }

    /** Makes so many calls that take 10 ms. */
    private void learn(int calls) {
        for (int i = 0; i < calls; i++) {
            CompletableFuture<String> call = bank.balance();
            Attempt attempt = network.attempt();
            network.pass(10);
            attempt.succeed("42");
            assertThat(call).isCompletedWithValue("42");
        }
    }

    /** A call that has been made at the first two instances. */
    private CompletableFuture<String> hedgedCall() {
        CompletableFuture<String> call = bank.balance();
        network.pass(12);
        assertThat(network.addresses()).containsExactly("host:1", "host:2");
        return call;
    }

    // ---------------------------------------------------------------- when

    @Test
    void noCallIsMadeTwiceUntilItIsKnownHowLongCallsTake() {
        network.connected(Bank.class, 2);
        learn(99);

        bank.balance();
        network.pass(2_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void aCallIsMadeElsewhereOnceItTakesLongerThanNearlyAllDo() {
        network.connected(Bank.class, 3);
        learn(128);

        bank.balance();
        network.pass(10);
        assertThat(network.addresses()).containsExactly("host:1");
        network.pass(2);
        assertThat(network.addresses()).containsExactly("host:1", "host:2");
        network.pass(2_000);
        assertThat(network.addresses()).containsExactly("host:1", "host:2");
    }

    @Test
    void aCallThatEndsInTimeLeavesNothingBehind() {
        network.connected(Bank.class, 2);
        learn(200);

        assertThat(network.delays()).containsExactly(3_000L); // the look at deadlines
    }

    @Test
    void thereIsNoSecondRequestWithoutASecondInstance() {
        network.connected(Bank.class, 1);
        learn(128);

        bank.balance();
        network.pass(2_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void thereIsNoSecondRequestWhereTimeWasAskedFor() {
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> refused = hedgedCall();
        Metadata trailers = new Metadata();
        new RetryAfter(5_000).write(trailers);
        network.attempts.get(1).fail(SHED, trailers);
        network.attempt().succeed("42");
        assertThat(refused).isCompletedWithValue("42");

        bank.balance();
        network.pass(2_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void otherMethodsAreNotMadeTwice() {
        network.connected(Bank.class, 2);
        learn(128);

        bank.transfer();
        network.pass(2_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void notOneInTenIsMadeTwiceEvenIfAllBecomeSlow() {
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
        learn(1_000);
        for (int i = 0; i < 200; i++) {
            bank.balance();
        }

        network.pass(50);

        assertThat(network.attempts).hasSize(210);
    }

    @Test
    void whatWasCancelledDoesNotSayHowLongCallsTake() {
        network.connected(Bank.class, 2);
        learn(99);
        for (int i = 0; i < 100; i++) {
            bank.balance().cancel(true);
        }

        bank.balance();
        network.pass(2_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void secondRequestsDrawOnTheBudgetOfRetries() {
        bank = client.refer(hedged().method("transfer", own -> own.retries(1)));
        network.connected(Bank.class, 2);
        learn(128);
        for (int i = 0; i < 500; i++) { // in no time
            bank.transfer();
            while (!network.attempts.isEmpty()) {
                network.attempt().fail(SHED);
            }
        }

        bank.balance();
        network.pass(50);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void theCallsThatWouldBeLateAreNot() {
        network.connected(Bank.class, 3);
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
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();
        Attempt late = network.attempts.remove(0); // its connection does not hear of the cancellation in time

        network.attempt().succeed("in time");
        late.succeed("too late");

        assertThat(call).isCompletedWithValue("in time");
        assertThat(pending()).containsExactly(0, 0);
    }

    @Test
    void theLoserCountsNeitherAsPendingNorAsFailed() {
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
        learn(128);
        for (int i = 0; i < 5; i++) {
            assertThat(candidates).hasSize(2);
            CompletableFuture<String> lost = hedgedCall();
            network.attempts.get(1).succeed("second");
            assertThat(lost).isCompletedWithValue("second");
            CompletableFuture<String> failed = bank.transfer();
            network.attempt().fail(RpcStatus.of(Code.INTERNAL, "broken"));
            assertThat(failed).isCompletedExceptionally();
        }

        bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:2"); // the first was ejected
    }

    @Test
    void aTrialThatHasLostIsMadeAgainAfterNoLongerThanBefore() {
        network.connected(Bank.class, 2);
        learn(128);
        for (int i = 0; i < 5; i++) {
            bank.transfer();
            network.attempt().fail(RpcStatus.of(Code.INTERNAL, "broken"));
        }
        network.pass(10_000);
        CompletableFuture<String> trial = hedgedCall();
        network.attempts.get(1).succeed("second");
        assertThat(trial).isCompletedWithValue("second");
        learn(1); // at the second

        network.pass(10_000);
        bank.balance();
        assertThat(network.attempt().address()).isEqualTo("host:1");
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
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> firstFails = hedgedCall();
        network.attempts.get(0).fail(BROKEN);
        assertThat(firstFails).isNotDone();
        network.attempt().succeed("second");
        assertThat(firstFails).isCompletedWithValue("second");

        CompletableFuture<String> secondFails = hedgedCall();
        network.attempts.get(1).fail(SHED);
        assertThat(secondFails).isNotDone();
        network.attempt().succeed("first");
        assertThat(secondFails).isCompletedWithValue("first");
    }

    @Test
    void ifBothFailTheCallDoesAndMayHaveRunIfEitherMay() {
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(0).fail(BROKEN);
        network.attempts.get(0).fail(NEVER_SENT);

        assertThat(statusOf(call).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(statusOf(call).notExecuted()).isFalse();
    }

    @Test
    void ifNeitherRanTheCallDidNot() {
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(0).fail(SHED);
        network.attempts.get(0).fail(SHED);

        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(statusOf(call).notExecuted()).isTrue();
    }

    @Test
    void whatTheMethodThrowsIsAnAnswer() {
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.attempts.get(1).fail(RpcStatus.of(Code.NOT_FOUND, "no such account"));

        assertThat(statusOf(call).code()).isEqualTo(Code.NOT_FOUND);
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void aRefusalOfOneSaysNothingOfTheOther() {
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 3);
        learn(128);
        hedgedCall();

        network.attempts.get(1).fail(NEVER_SENT);
        assertThat(network.addresses()).containsExactly("host:1", "host:3");
        network.attempts.get(1).fail(NEVER_SENT);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void aSecondRequestIsNotRetried() {
        bank = client.refer(hedged().retries(2));
        network.connected(Bank.class, 3);
        learn(128);
        hedgedCall();

        network.attempts.get(1).fail(SHED);
        network.pass(1_000);

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void aFirstRequestIsRetriedAsAnyIs() {
        bank = client.refer(hedged().retries(1));
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = bank.balance();

        network.attempt().fail(BROKEN);
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("again");

        assertThat(call).isCompletedWithValue("again");
    }

    // ---------------------------------------------------------------- the end

    @Test
    void bothAreCancelledWithTheCall() {
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        call.cancel(true);

        assertThat(network.attempts).isEmpty();
        assertThat(call).isCancelled();
    }

    @Test
    void theOneThatIsLeftIsCancelledWithTheCall() {
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
        learn(128);
        CompletableFuture<String> call = hedgedCall();

        network.pass(3_000);

        assertThat(network.attempts).isEmpty();
        assertThat(statusOf(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
        assertThat(pending()).containsExactly(0, 0);
    }

    @Test
    void aCallThatWasCancelledIsNotMadeAgain() {
        network.connected(Bank.class, 2);
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
        network.connected(Bank.class, 2);
        learn(128);
        hedgedCall();
    }
}
