package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
        client = RpcClient.builder()
                .transport(network)
                .discovery(network)
                .timer(network)
                .deadlines(network, Runnable::run)
                .ticker(network)
                .timeout(Duration.ofSeconds(3))
                .loadBalancer("first", () -> (call, candidates) -> candidates.get(0))
                .loadBalancer("first")
                .build();
        bank = client.refer(Bank.class);
    }

    private void connected(int instances) {
        RpcInstance[] all = new RpcInstance[instances];
        for (int i = 0; i < instances; i++) {
            all[i] = new RpcInstance(
                    ServiceId.of(Bank.class.getName()),
                    "p" + i,
                    "host",
                    i + 1,
                    new Attributes("", "", "", Attributes.PRIMARY, Attributes.DEFAULT_WEIGHT, 0));
        }
        network.list(all);
        for (int i = 0; i < instances; i++) {
            network.connecting(i + 1).succeed();
        }
    }

    private Attempt attempt() {
        assertThat(network.attempts).hasSize(1);
        return network.attempts.get(0);
    }

    private static Metadata after(long millis) {
        Metadata trailers = new Metadata();
        new RetryAfter(millis).write(trailers);
        return trailers;
    }

    /** Where a call goes. */
    private String address() {
        CompletableFuture<String> call = bank.transfer();
        Attempt attempt = attempt();
        attempt.succeed("done");
        assertThat(call).isCompletedWithValue("done");
        return attempt.address();
    }

    private static RpcStatus statusOf(CompletableFuture<String> call) {
        assertThat(call).isCompletedExceptionally();
        CompletionException failure = catchThrowableOfType(CompletionException.class, call::join);
        return ((RpcException) failure.getCause()).status();
    }

    @Test
    void anInstanceThatHasAskedForTimeIsPassedOverForThatLong() {
        connected(2);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(250));
        assertThat(attempt().address()).isEqualTo("host:2");
        attempt().succeed("done");
        assertThat(call).isCompletedWithValue("done");

        assertThat(address()).isEqualTo("host:2");
        network.pass(249);
        assertThat(address()).isEqualTo("host:2");
        network.pass(1);
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void whatAnInstanceHasAskedForIsExplained() {
        connected(2);
        bank.transfer();
        attempt().fail(SHED, after(250));
        network.pass(50);
        assertThat(client.explain(Bank.class.getName()))
                .contains("host:1 (connected, wants no call of transfer for 200 ms more), host:2 (connected)");
        network.pass(200);
        assertThat(client.explain(Bank.class.getName())).doesNotContain("wants no call");
    }

    @Test
    void evenIfTheCallThatWasRefusedIsNotMadeAgain() {
        bank = client.refer(Reference.to(Bank.class).cluster(FaultMode.FAILFAST));
        connected(2);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(250));
        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);

        assertThat(address()).isEqualTo("host:2");
    }

    @Test
    void noInstanceIsPassedOverForMoreThanHalfAMinute() {
        connected(2);
        bank.transfer();
        attempt().fail(SHED, after(Duration.ofHours(1).toMillis()));
        attempt().succeed("done");

        network.pass(29_999);
        assertThat(address()).isEqualTo("host:2");
        network.pass(1);
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void newCallsGoWhereTimeWasAskedForIfNobodyElseIsThere() {
        connected(2);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(1_000));
        attempt().fail(SHED, after(1_000));
        assertThat(network.attempts).isEmpty();
        assertThat(call).isNotDone();

        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void aRetryWhereTimeWasAskedForWaitsAtLeastThatLongAndALittleByChance() {
        connected(1);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(500));

        network.pass(499);
        assertThat(network.attempts).isEmpty();
        network.pass(21);
        attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aRetryWaitsForTheFirstThatMayBeCalledAgain() {
        connected(2);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(1_000));
        attempt().fail(SHED, after(200));

        network.pass(199);
        assertThat(network.attempts).isEmpty();
        network.pass(41); // the second retry: its back-off is up to 40 ms
        assertThat(attempt().address()).isEqualTo("host:2");
        attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aRetryElsewhereWaitsTooIfTimeWasAskedForThere() {
        bank = client.refer(Reference.to(Bank.class).retries(1));
        connected(2);
        CompletableFuture<String> before = bank.transfer();
        attempt().fail(SHED);
        attempt().fail(SHED, after(1_000));
        assertThat(before).isCompletedExceptionally();
        CompletableFuture<String> call = bank.transfer();
        assertThat(attempt().address()).isEqualTo("host:1");

        attempt().fail(SHED);
        network.pass(999);
        assertThat(network.attempts).isEmpty();
        network.pass(21);
        assertThat(attempt().address()).isEqualTo("host:2");
        attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
    }

    @Test
    void aCallThatHasNotTheTimeToWaitEndsAtOnce() {
        connected(1);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, after(3_000));

        assertThat(statusOf(call).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void aNegativeTimeEndsTheCallEvenIfOthersAreThere() {
        connected(2);
        CompletableFuture<String> shed = bank.transfer();
        attempt().fail(SHED, after(-1));
        CompletableFuture<String> going = bank.balance();
        attempt().fail(GOING, after(-1));

        assertThat(statusOf(shed).code()).isEqualTo(Code.RESOURCE_EXHAUSTED);
        assertThat(statusOf(going).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(network.attempts).isEmpty();
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void whatIsNoTimeIsIgnored() {
        connected(2);
        CompletableFuture<String> call = bank.transfer();
        attempt().fail(SHED, new Metadata().add(RetryAfter.KEY, "soon"));
        attempt().succeed("done");

        assertThat(call).isCompletedWithValue("done");
        assertThat(address()).isEqualTo("host:1");
    }

    @Test
    void movingOnFromWhereACallNeverRanWaitsForNothing() {
        bank = client.refer(Reference.to(Bank.class).retries(0));
        connected(2);
        CompletableFuture<String> first = bank.transfer();
        attempt().fail(SHED, after(1_000));
        assertThat(first).isCompletedExceptionally();
        CompletableFuture<String> second = bank.transfer();
        assertThat(attempt().address()).isEqualTo("host:2");

        attempt().fail(GOING);
        assertThat(attempt().address()).isEqualTo("host:1");
        attempt().succeed("done");

        assertThat(second).isCompletedWithValue("done");
    }

    @Test
    void whatOneMethodWasAskedDoesNotHoldForAnother() {
        connected(2);
        bank.transfer();
        attempt().fail(SHED, after(1_000));
        attempt().succeed("done");

        bank.balance();
        assertThat(attempt().address()).isEqualTo("host:1");
    }
}
