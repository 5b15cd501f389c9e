package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.statusOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RetryAfter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client does when an instance says when to come again. */
class PushBackTest {

    interface Bank {
        CompletableFuture<String> transfer();

        @RpcMethod(idempotent = true)
        CompletableFuture<String> balance();
    }

    private static final RpcStatus SHED =
            RpcStatus.of(Code.RESOURCE_EXHAUSTED, "too many").withNotExecuted(true);
    private static final RpcStatus GOING =
            RpcStatus.of(Code.UNAVAILABLE, "not serving").withNotExecuted(true);

    private final FakeNetwork network = new FakeNetwork();
    private RpcClient client;
    private Bank bank;

    @BeforeEach
    void refer() {
        client = network.client().loadBalancer("first").build();
        bank = client.refer(Bank.class);
    }

    private static Metadata after(long millis) {
        Metadata trailers = new Metadata();
        new RetryAfter(millis).write(trailers);
        return trailers;
    }

    /** Where a call goes. */
    private String address() {
        CompletableFuture<String> call = bank.transfer();
        Attempt attempt = network.attempt();
        attempt.succeed("done");
        assertThat(call).isCompletedWithValue("done");
        return attempt.address();
    }

    @Test
    void anInstanceThatHasAskedForTimeIsPassedOverForThatLong() {
        network.connected(Bank.class, 2);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(250));
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("done");
        assertThat(call).isCompletedWithValue("done");

        assertThat(address()).isEqualTo("host:2");
        network.pass(249);
        assertThat(address()).isEqualTo("host:2");
        network.pass(1);
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void whatAnInstanceHasAskedForIsExplained() {
        network.connected(Bank.class, 2);
        bank.transfer();
        network.attempt().fail(SHED, after(250));
        network.pass(50);
        assertThat(client.explain(Bank.class.getName()))
                .contains("host:1 (connected, wants no call of transfer for 200 ms more), host:2 (connected)");
        network.pass(200);
        assertThat(client.explain(Bank.class.getName())).doesNotContain("wants no call");
    }

    @Test
    void evenIfTheCallThatWasRefusedIsNotMadeAgain() {
        bank = client.refer(Reference.to(Bank.class).cluster(FaultMode.FAILFAST));
        network.connected(Bank.class, 2);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(250));
        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);

        assertThat(address()).isEqualTo("host:2");
    }

    @Test
    void noInstanceIsPassedOverForMoreThanHalfAMinute() {
        network.connected(Bank.class, 2);
        bank.transfer();
        network.attempt().fail(SHED, after(Duration.ofHours(1).toMillis()));
        network.attempt().succeed("done");

        network.pass(29_999);
        assertThat(address()).isEqualTo("host:2");
        network.pass(1);
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void newCallsGoWhereTimeWasAskedForIfNobodyElseIsThere() {
        network.connected(Bank.class, 2);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(1_000));
        network.attempt().fail(SHED, after(1_000));
        assertThat(network.attempts).isEmpty();
        assertThat(call).isNotDone();

        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void aRetryWhereTimeWasAskedForWaitsAtLeastThatLongAndALittleByChance() {
        network.connected(Bank.class, 1);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(500));

        network.pass(499);
        assertThat(network.attempts).isEmpty();
        network.pass(21);
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aRetryWaitsForTheFirstThatMayBeCalledAgain() {
        network.connected(Bank.class, 2);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(1_000));
        network.attempt().fail(SHED, after(200));

        network.pass(199);
        assertThat(network.attempts).isEmpty();
        network.pass(41); // the second retry: its back-off is up to 40 ms
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aRetryElsewhereWaitsTooIfTimeWasAskedForThere() {
        bank = client.refer(Reference.to(Bank.class).retries(1));
        network.connected(Bank.class, 2);
        CompletableFuture<String> before = bank.transfer();
        network.attempt().fail(SHED);
        network.attempt().fail(SHED, after(1_000));
        assertThat(before).isCompletedExceptionally();
        CompletableFuture<String> call = bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:1");

        network.attempt().fail(SHED);
        network.pass(999);
        assertThat(network.attempts).isEmpty();
        network.pass(21);
        assertThat(network.attempt().address()).isEqualTo("host:2");
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aCallThatHasNotTheTimeToWaitEndsAtOnce() {
        network.connected(Bank.class, 1);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, after(3_000));

        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void aNegativeTimeEndsTheCallEvenIfOthersAreThere() {
        network.connected(Bank.class, 2);
        CompletableFuture<String> shed = bank.transfer();
        network.attempt().fail(SHED, after(-1));
        CompletableFuture<String> going = bank.balance();
        network.attempt().fail(GOING, after(-1));

        assertThat(statusOf(shed).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(statusOf(going).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(network.attempts).isEmpty();
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void whatIsNoTimeIsIgnored() {
        network.connected(Bank.class, 2);
        CompletableFuture<String> call = bank.transfer();
        network.attempt().fail(SHED, new Metadata().add(RetryAfter.KEY, "soon"));
        network.attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void movingOnFromWhereACallNeverRanWaitsForNothing() {
        bank = client.refer(Reference.to(Bank.class).retries(0));
        network.connected(Bank.class, 2);
        CompletableFuture<String> first = bank.transfer();
        network.attempt().fail(SHED, after(1_000));
        assertThat(first).isCompletedExceptionally();
        CompletableFuture<String> second = bank.transfer();
        assertThat(network.attempt().address()).isEqualTo("host:2");

        network.attempt().fail(GOING);
        assertThat(network.attempt().address()).isEqualTo("host:1");
        network.attempt().succeed("done");

        assertThat(second).isCompletedWithValue("done");
    }

    @Test
    void whatOneMethodWasAskedDoesNotHoldForAnother() {
        network.connected(Bank.class, 2);
        bank.transfer();
        network.attempt().fail(SHED, after(1_000));
        network.attempt().succeed("done");

        bank.balance();
        assertThat(network.attempt().address()).isEqualTo("host:1");
    }
}
