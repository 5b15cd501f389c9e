package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.failureOf;
import static io.rpcboot.client.FakeNetwork.instance;
import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.client.FakeNetwork.FakeConnection;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.transport.ClientTransport;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a call when instances fail, come and go. */
class FailoverTest {

    interface Bank {
        @RpcMethod(idempotent = true)
        CompletableFuture<String> balance();

        CompletableFuture<String> transfer();
    }

    private static final RpcStatus NEVER_SENT =
            RpcStatus.of(Code.UNAVAILABLE, "never sent").withNotExecuted(true);
    private static final RpcStatus BROKEN = RpcStatus.of(Code.UNAVAILABLE, "the connection broke");
    private static final RpcStatus SHED =
            RpcStatus.of(Code.RESOURCE_EXHAUSTED, "too many").withNotExecuted(true);
    private static final RpcInstance ONE = instance(Bank.class, 1);
    private static final RpcInstance TWO = instance(Bank.class, 2);
    private static final RpcInstance THREE = instance(Bank.class, 3);

    private final FakeNetwork network = new FakeNetwork();
    private RpcClient client;
    private ServiceReference<Bank> reference;
    private Bank bank;

    @BeforeEach
    void refer() {
        client = network.client().loadBalancer("first").build();
        refer(Reference.to(Bank.class));
    }

    private void refer(Reference<Bank> settings) {
        reference = client.reference(settings);
        bank = reference.stub();
    }

    // ---------------------------------------------------------------- never ran

    @Test
    void aCallThatNeverRanMovesOnOnceAnInstanceAndCostsNoRetry() {
        refer(Reference.to(Bank.class).retries(0));
        network.connected(ONE, TWO, THREE);
        CompletableFuture<String> call = bank.transfer();

        assertThat(network.attempt().address()).isEqualTo("host:1");
        network.attempt().fail(NEVER_SENT);
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().fail(NEVER_SENT);
        assertThat(network.attempt().address()).isEqualTo("host:3");
        network.attempt().fail(NEVER_SENT);

        RpcException failure = failureOf(call);
        assertThat(failure.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failure.status().notExecuted()).isTrue();
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void whatEveryInstanceHasMissedIsTriedAgainAfterAJitteredWaitWithinTheRetries() {
        network.connected(ONE);
        CompletableFuture<String> call = bank.transfer();

        network.attempt().fail(NEVER_SENT);
        assertThat(network.attempts).isEmpty();
        network.pass(20);
        network.attempt().fail(NEVER_SENT);
        assertThat(call).isNotDone();
        network.pass(40);
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void movingOnDoesNotDrawOnTheBudget() {
        network.connected(ONE, TWO);
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> call = bank.transfer();
            network.attempt().fail(NEVER_SENT);
            network.attempt().succeed("moved");
            assertThat(call).isCompletedWithValue("moved");
        }
    }

    @Test
    void anUnknownMethodIsAskedForAtEachInstanceOnceOnly() {
        network.connected(ONE, TWO);
        RpcStatus unknown = RpcStatus.of(Code.UNIMPLEMENTED, "no such method").withNotExecuted(true);
        CompletableFuture<String> call = bank.balance();

        network.attempt().fail(unknown);
        network.attempt().fail(unknown);

        assertThat(failureOf(call).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void aCallThatIsGivenUpDoesNotMoveOn() {
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.transfer();
        Attempt first = network.attempt();
        network.attempts.clear();

        call.cancel(true);
        first.fail(NEVER_SENT);

        assertThat(network.attempts).isEmpty();
        assertThat(call).isCancelled();
    }

    @Test
    void aCallWhoseDeadlineHasPassedDoesNotMoveOn() {
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.transfer();

        network.pass(3_000);

        assertThat(failureOf(call)).hasMessageContaining("no answer within 3000 ms");
        assertThat(network.attempts).isEmpty();
    }

    // ---------------------------------------------------------------- possibly run

    @Test
    void aCallThatMayHaveRunIsNotRepeatedUnlessItsMethodIsIdempotent() {
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.transfer();

        network.attempt().fail(BROKEN);

        assertThat(failureOf(call)).hasMessageContaining("the connection broke");
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void aCallThatMayHaveRunNeverEndsAsOneThatDidNot() {
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.balance();

        network.attempt().fail(BROKEN);
        network.attempt().fail(NEVER_SENT); // the second instance's word, which says nothing about the first
        network.pass(500);
        network.attempt().fail(NEVER_SENT);

        assertThat(failureOf(call).status().notExecuted()).isFalse();
    }

    @Test
    void anIdempotentCallIsRetriedAsOftenAsTheSettingSays() {
        network.connected(ONE, TWO, THREE);
        CompletableFuture<String> call = bank.balance();

        network.attempt().fail(BROKEN);
        network.attempt().fail(BROKEN);
        assertThat(network.attempt().address()).isEqualTo("host:3");
        network.attempt().fail(BROKEN);

        assertThat(failureOf(call).code()).isEqualTo(Code.UNAVAILABLE);
    }

    @Test
    void aShedCallIsRetriedEvenIfItsMethodIsNotIdempotent() {
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.transfer();

        network.attempt().fail(SHED);
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void retriesEndWhereTheBudgetDoes() {
        network.connected(ONE); // the only one is never ejected
        int retried = 0;
        for (int i = 0; i < 1_000; i++) {
            CompletableFuture<String> call = bank.balance();
            network.attempt().fail(BROKEN);
            if (!call.isDone()) {
                retried++;
                network.pass(20); // as long as the back-off may be; all of it is less than the budget's ten seconds
                network.attempt().succeed("again");
            }
        }
        // A fifth of the calls, and ten a second over ten seconds.
        assertThat(retried).isBetween(100 + 1, 100 + 200 + 2);
    }

    @Test
    void failuresOfTheMethodItselfAreFinal() {
        network.connected(ONE, TWO);
        for (Code code : List.of(Code.UNKNOWN, Code.INTERNAL, Code.DEADLINE_EXCEEDED, Code.PERMISSION_DENIED)) {
            CompletableFuture<String> call = bank.balance();
            network.attempt().fail(RpcStatus.of(code, "as it is"));
            assertThat(failureOf(call).code()).isEqualTo(code);
        }
    }

    @Test
    void anAnswerAfterTheDeadlineChangesNothing() {
        network.connected(ONE);
        CompletableFuture<String> call = bank.transfer();
        Attempt late = network.attempt();
        network.attempts.clear(); // the connection does not hear of the cancellation in time

        network.pass(3_000);
        late.succeed("late");

        assertThat(failureOf(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    // ---------------------------------------------------------------- failfast

    @Test
    void failfastRetriesNothingWhateverTheSettingSays() {
        refer(Reference.to(Bank.class).cluster(FaultMode.FAILFAST).retries(5));
        network.connected(ONE, TWO);

        CompletableFuture<String> idempotent = bank.balance();
        network.attempt().fail(BROKEN);
        CompletableFuture<String> shed = bank.transfer();
        network.attempt().fail(SHED);

        assertThat(failureOf(idempotent)).hasMessageContaining("the connection broke");
        assertThat(failureOf(shed).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(network.attempts).isEmpty();
        assertThat(network.delays()).containsExactly(3_000L); // the look at deadlines
    }

    @Test
    void failfastStillMovesOnFromWhereTheCallNeverRanButWaitsForNobody() {
        refer(Reference.to(Bank.class).method("transfer", own -> own.cluster(FaultMode.FAILFAST)));
        network.connected(ONE, TWO);
        CompletableFuture<String> call = bank.transfer();

        network.attempt().fail(NEVER_SENT);
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().fail(NEVER_SENT);

        assertThat(failureOf(call).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(network.delays()).containsExactly(3_000L); // the look at deadlines
    }

    // ---------------------------------------------------------------- waiting

    @Test
    void theFirstCallWaitsForTheListAndForAConnection() {
        CompletableFuture<String> call = bank.transfer();
        network.list(ONE);
        assertThat(network.attempts).isEmpty();

        network.connecting(1).succeed();

        network.attempt().succeed("done");
        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void theFirstCallWaitsNoLongerThanItsDeadlineAndSaysWhatItWaitedFor() {
        CompletableFuture<String> silent = bank.transfer();
        network.pass(3_000);
        assertThat(failureOf(silent))
                .hasMessageContaining("DEADLINE_EXCEEDED")
                .hasMessageContaining("the fake registry has not said yet who provides it");

        network.list(ONE);
        CompletableFuture<String> connecting = bank.transfer();
        network.pass(3_000);
        assertThat(failureOf(connecting))
                .hasMessageContaining("DEADLINE_EXCEEDED")
                .hasMessageContaining("host:1 (connecting)");
    }

    @Test
    void callsFailAtOnceWithEveryInstanceAndItsStateWhereThereIsNothingToWaitFor() {
        network.list();
        assertThat(failureOf(bank.transfer()))
                .hasMessageContaining("UNAVAILABLE")
                .hasMessageContaining("the fake registry lists no instance");

        network.list(ONE, instance(Bank.class, 2, 0));
        CompletableFuture<String> waiting = bank.transfer();
        network.connecting(1).fail("refused");
        assertThat(failureOf(waiting))
                .hasMessageContaining("lists 2: host:1 (not connected: refused; next attempt in ")
                .hasMessageContaining("host:2 (weight 0)");
        assertThat(failureOf(bank.transfer()).status().notExecuted()).isTrue();
    }

    @Test
    void aCallThatIsMadeWhileTheFirstListArrivesWaitsForItsConnections() {
        List<CompletableFuture<String>> calls = new ArrayList<>();
        RpcClient calledMeanwhile = RpcClient.builder()
                .transport(new Observed(network, () -> calls.add(bank.transfer())))
                .discovery(network)
                .timer(network)
                .deadlines(network, Runnable::run)
                .ticker(network)
                .build();
        bank = calledMeanwhile.refer(Bank.class);

        network.list(ONE, TWO);
        assertThat(calls).hasSize(2).noneMatch(CompletableFuture::isDone);
        network.connecting(1).succeed();

        assertThat(network.attempts).hasSize(2);
    }

    /** Tells the test when a connection is asked for. */
    private static final class Observed implements ClientTransport {

        private final FakeNetwork network;
        private final Runnable onConnect;

        Observed(FakeNetwork network, Runnable onConnect) {
            this.network = network;
            this.onConnect = onConnect;
        }

        @Override
        public CompletionStage<Connection> connect(ConnectTarget target) {
            onConnect.run();
            return network.connect(target);
        }

        @Override
        public boolean isTransportThread() {
            return false;
        }

        @Override
        public void close() {}
    }

    @Test
    void aWaitingCallThatIsCancelledIsForgotten() {
        CompletableFuture<String> call = bank.transfer();
        call.cancel(true);

        network.connected(ONE);

        assertThat(network.attempts).isEmpty();
    }

    @Test
    void notMoreThanTenThousandCallsWait() {
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            waiting.add(bank.transfer());
        }

        RpcException refused = failureOf(bank.transfer());

        assertThat(refused.code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(refused.status().notExecuted()).isTrue();
        assertThat(refused).hasMessageContaining("10000 calls wait for an instance already");
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }

    // ---------------------------------------------------------------- connections

    @Test
    void aLostConnectionIsOpenedAgainAfterAJitteredDelayThatGrowsWithFailures() {
        FakeConnection connection = network.connected(ONE)[0];
        connection.lose("GOAWAY");
        assertThat(network.connecting).isEmpty();
        assertThat(network.delays())
                .singleElement()
                .satisfies(delay -> assertThat(delay).isBetween(0L, 100L));

        long bound = 100;
        Set<Long> seen = new HashSet<>();
        for (int failures = 1; failures <= 10; failures++) {
            network.pass(bound);
            network.connecting(1).fail("refused");
            bound = Math.min(5_000, 100L << (failures - 1));
            assertThat(network.delays()).hasSize(1);
            assertThat(network.delays().get(0)).isBetween(0L, bound);
            seen.addAll(network.delays());
        }
        assertThat(seen).as("delays are drawn by chance").hasSizeGreaterThan(3);
        network.pass(bound);
        network.connecting(1).succeed();
        bank.transfer();
        assertThat(network.attempts).hasSize(1);
    }

    @Test
    void aCallWaitsOutTheFirstAttemptToReconnectAndFailsFastAfterIt() {
        network.connected(ONE)[0].lose("GOAWAY");
        CompletableFuture<String> call = bank.transfer();
        assertThat(call).isNotDone();

        network.pass(100);
        network.connecting(1).fail("refused");

        assertThat(failureOf(call)).hasMessageContaining("not connected: refused");
    }

    @Test
    void aConnectionThatIsLostAsItOpensIsOpenedAgain() {
        network.list(ONE);
        FakeConnection connection = new FakeConnection(network.connecting(1).target(), network);
        connection.lose("GOAWAY at once");
        CompletableFuture<String> call = bank.transfer();

        network.connecting.remove(0).result().complete(connection);

        assertThat(call).isNotDone();
        network.pass(100);
        network.connecting(1).succeed();
        network.attempt().succeed("done");
        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void oneConnectionServesAllReferencesToAProcess() {
        network.connected(ONE);
        ServiceReference<Bank> other = client.reference(Reference.to(Bank.class).retries(0));

        assertThat(network.connecting).isEmpty();
        other.stub().transfer();
        assertThat(network.attempt().address()).isEqualTo("host:1");
    }

    // ---------------------------------------------------------------- the registry

    @Test
    void instancesThatTheRegistryHasForgottenAreCalledWhileNoListedOneIsConnected() {
        FakeConnection connection = network.connected(ONE)[0];

        network.list();
        CompletableFuture<String> call = bank.transfer();
        network.attempt().succeed("still here");
        assertThat(call).isCompletedWithValue("still here");
        assertThat(reference.explain()).contains("host:1 (no longer listed, connected)");

        network.list(TWO);
        bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:1");
        network.attempt().succeed("still here");
        network.connecting(2).succeed();
        bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("here");

        connection.lose("GOAWAY");
        assertThat(reference.explain()).doesNotContain("host:1");
        network.pass(3_000);
        assertThat(network.connecting).isEmpty();
        assertThat(network.delays()).isEmpty();
    }

    @Test
    void anInstanceThatIsListedAgainKeepsItsConnection() {
        network.connected(ONE);
        network.list();
        network.list(ONE);

        assertThat(network.connecting).isEmpty();
        bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:1");
    }

    @Test
    void anInstanceOfWeightZeroIsNotCalledEvenIfItIsTheLast() {
        FakeConnection connection = network.connected(ONE)[0];

        network.list(instance(Bank.class, 1, 0));

        assertThat(failureOf(bank.transfer())).hasMessageContaining("host:1 (weight 0)");
        assertThat(connection.isUsable()).isFalse();
    }

    @Test
    void aProcessThatStartedAgainAtTheSameAddressIsAnotherInstance() {
        FakeConnection old = network.connected(ONE)[0];
        RpcInstance again = new RpcInstance(ONE.service(), "host:1-b", "host", 1, ONE.attributes());

        network.list(again);
        assertThat(network.connecting(1).target().processId()).isEqualTo("host:1-b");
        old.lose("the connection broke");
        CompletableFuture<String> call = bank.transfer();
        network.connecting(1).succeed();

        network.attempt().succeed("done");
        assertThat(call).isCompletedWithValue("done");
    }

    // ---------------------------------------------------------------- the end

    @Test
    void closingTheClientEndsCallsThatWaitOrAreAboutToBeRetried() {
        network.connected(ONE);
        CompletableFuture<String> delayed = bank.transfer();
        network.attempt().fail(NEVER_SENT);
        ServiceReference<Bank> elsewhere =
                client.reference(Reference.to(Bank.class).group("elsewhere"));
        CompletableFuture<String> running = bank.transfer();
        assertThat(delayed).isNotDone();

        client.close();

        assertThat(failureOf(delayed).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(failureOf(elsewhere.stub().transfer()).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(running).isNotDone();
        network.attempt().fail(NEVER_SENT);
        assertThat(failureOf(running).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(network.isSubscriptionClosed()).isTrue();
        network.pass(3_000);
        assertThat(network.delays()).isEmpty();
    }

    @Test
    void aFutureCompletesEvenIfItsCallbackExecutorTakesNothingAnyMore() {
        RpcClient direct = network.client()
                .callbackExecutor(task -> {
                    throw new RejectedExecutionException("shut down");
                })
                .build();
        bank = direct.refer(Bank.class);
        network.connected(ONE);
        CompletableFuture<String> call = bank.transfer();

        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }
}
