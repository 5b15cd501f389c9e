package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rpcboot.RpcContract;
import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractReader;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.testing.LogCapture;
import io.rpcboot.transport.ConnectTarget;
import io.rpcboot.transport.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a consumer makes of instances whose contract is not its own. */
class DriftTest {

    /** What the consumer knows. */
    @RpcContract(name = "test.Users")
    interface Users {
        record User(String name, int age) {}

        CompletableFuture<User> find(long id);

        CompletableFuture<Integer> count();
    }

    /** Without a method. */
    @RpcContract(name = "test.Users")
    interface Fewer {
        CompletableFuture<Users.User> find(long id);
    }

    /** With one more. */
    @RpcContract(name = "test.Users")
    interface More extends Users {
        CompletableFuture<Integer> added();
    }

    /** With an enum. */
    @RpcContract(name = "test.Users")
    interface Ascending {
        enum Order {
            ASCENDING
        }

        CompletableFuture<Void> sort(Order order);
    }

    /** With a constant more. */
    @RpcContract(name = "test.Users")
    interface Descending {
        enum Order {
            ASCENDING,
            DESCENDING
        }

        CompletableFuture<Void> sort(Order order);
    }

    private static final ServiceId USERS = ServiceId.of("test.Users");

    private final FakeNetwork network = new FakeNetwork();
    private final LogCapture log = new LogCapture(ContractCheck.class.getName());
    private RpcClient client;
    private final Queue<Runnable> comparisons = new ArrayDeque<>();
    private ServiceReference<Users> reference;
    private Users users;

    @BeforeEach
    void refer() {
        client = network.client()
                .retries(0)
                .loadBalancer("first")
                .comparing(comparisons::add)
                .build();
        reference = client.reference(Reference.to(Users.class));
        users = reference.stub();
    }

    @AfterEach
    void stopListening() {
        log.close();
    }

    private static RpcInstance instance(int port, Class<?> contract) {
        return instance(port, ContractReader.read(contract).fingerprint());
    }

    private static RpcInstance instance(int port, long fingerprint) {
        return new RpcInstance(
                USERS,
                "host:" + port + "-a",
                "host",
                port,
                new RpcInstance.Attributes("", "", "", RpcInstance.Attributes.PRIMARY, 100, fingerprint));
    }

    /** Those of stubs. */
    private List<Attempt> calls() {
        return network.attempts.stream().filter(attempt -> !isQuestion(attempt)).toList();
    }

    /** Those for contracts. */
    private List<Attempt> questions() {
        return network.attempts.stream().filter(DriftTest::isQuestion).toList();
    }

    private static boolean isQuestion(Attempt attempt) {
        return attempt.call().method().fullName().equals("rpc.Contracts/describe");
    }

    private Attempt question() {
        assertThat(questions()).hasSize(1);
        return questions().get(0);
    }

    /** Answers all questions, and has the answers compared. */
    private void answer(Class<?> contract) {
        assertThat(questions()).isNotEmpty();
        questions().forEach(question -> question.succeed(descriptionOf(contract)));
        while (!comparisons.isEmpty()) {
            comparisons.remove().run();
        }
    }

    private Attempt call() {
        assertThat(calls()).hasSize(1);
        return calls().get(0);
    }

    private static ContractDescription descriptionOf(Class<?> contract) {
        return ContractReader.describe(contract);
    }

    // ---------------------------------------------------------------- asking

    @Test
    void instancesOfTheSameContractAndThoseThatTellNoneAreNotAsked() {
        network.connected(instance(1, Users.class), instance(2, 0));

        users.find(7);

        assertThat(call().address()).isEqualTo("host:1");
        assertThat(questions()).isEmpty();
    }

    @Test
    void aContractIsAskedForOnceHoweverManyInstancesAndReferencesThereAre() {
        ServiceReference<Users> another =
                client.reference(Reference.to(Users.class).timeout(Duration.ofSeconds(1)));
        network.connected(instance(1, More.class), instance(2, More.class));

        Attempt question = question();
        assertThat((Object[]) question.call().message()).containsExactly("test.Users", "", "");
        answer(More.class);
        network.list(instance(1, More.class), instance(2, More.class), instance(3, More.class));
        network.connecting(3).succeed();

        assertThat(questions()).isEmpty();
        another.stub().count();
        assertThat(calls()).hasSize(1);
    }

    @Test
    void aCallWaitsUntilTheContractIsKnown() {
        network.connected(instance(1, More.class));
        CompletableFuture<Integer> call = users.count();
        assertThat(calls()).isEmpty();
        assertThat(reference.explain()).contains("host:1 (connected, its contract is being asked for)");

        answer(More.class);

        call().succeed(7);
        assertThat(call).isCompletedWithValue(7);
    }

    @Test
    void whileAContractIsAskedForCallsGoToInstancesThatAgree() {
        network.connected(instance(1, Fewer.class), instance(2, Users.class));

        users.find(7);

        assertThat(call().address()).isEqualTo("host:2");
    }

    @Test
    void anInstanceThatDoesNotAnswerIsCalledAfterASecondAsIfItAgreedAndAskedAgainLater() {
        network.connected(instance(1, Fewer.class));
        users.find(7);
        network.pass(999);
        assertThat(calls()).isEmpty();

        network.pass(1);
        assertThat(call().address()).isEqualTo("host:1");
        assertThat(questions()).isEmpty();
        network.pass(1_000); // the longest first wait

        users.find(7);
        assertThat(calls()).as("nobody waits for the second question").hasSize(2);
        answer(Fewer.class);
        assertThat(failureOf(users.count()).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void nothingWaitsToAskAgainOnceTheLastReferenceIsClosedAndTheNextOneAsks() {
        RpcInstance other = instance(1, Fewer.class);
        network.connected(other);
        network.pass(1_000); // without an answer
        assertThat(network.delays()).as("the question is to be asked again").hasSize(1);

        client.close();
        assertThat(network.delays()).isEmpty();

        client.reference(Reference.to(Users.class));
        network.connected(other);
        assertThat(questions()).hasSize(1);
    }

    @Test
    void anInstanceThatCannotBeAskedIsCalledAndNotAskedAgain() {
        network.connected(instance(1, Fewer.class));

        question()
                .fail(RpcStatus.of(Code.UNIMPLEMENTED, "rpc.Contracts is not exported here")
                        .withNotExecuted(true));
        network.pass(1_000); // the longest first wait

        assertThat(questions()).isEmpty();
        users.find(7);
        call();
    }

    @Test
    void ifTheProcessThatWasAskedHangsTheOthersAreAskedInTurn() {
        RpcInstance[] instances = {instance(1, Fewer.class), instance(2, Fewer.class), instance(3, Fewer.class)};
        network.connected(instances);
        List<String> asked = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            asked.add(question().address());
            network.pass(1_000); // without an answer
            for (int waited = 0; questions().isEmpty() && waited < 10_000; waited += 10) {
                network.pass(10);
            }
        }

        assertThat(asked).startsWith("host:1", "host:2", "host:3");
        assertThat(asked.get(3)).isNotEqualTo("host:3");
    }

    @Test
    void thatOneProcessCannotBeAskedSaysNothingOfTheOthers() {
        network.connected(instance(1, Fewer.class), instance(2, Fewer.class));
        question().fail(RpcStatus.of(Code.UNIMPLEMENTED, "rpc.Contracts is not exported here"));

        network.pass(1_000);

        assertThat(question().address()).isEqualTo("host:2");
        answer(Fewer.class);
        assertThat(failureOf(users.count()).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void aQuestionThatFailsWhenNoReferenceIsLeftIsAskedForTheNextOne() {
        network.connected(instance(1, Fewer.class));
        Attempt unanswered = question();
        reference.close();
        unanswered.fail(RpcStatus.of(Code.UNAVAILABLE, "gone"));

        users = client.refer(Users.class);
        network.connected(instance(1, Fewer.class));
        answer(Fewer.class);

        assertThat(failureOf(users.count()).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void contractsAreNotComparedOnTheThreadThatBringsThem() {
        network.connected(instance(1, Fewer.class));

        question().succeed(descriptionOf(Fewer.class));

        assertThat(reference.explain()).contains("its contract is being asked for");
        assertThat(log.lines()).isEmpty();
        comparisons.remove().run();
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void aListenerThatFailsDoesNotUndoWhatIsKnown() {
        ContractCheck check = new ContractCheck(
                ContractReader.read(Users.class),
                network,
                network,
                new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(1), () -> 1),
                Runnable::run);
        RpcInstance instance = instance(1, Fewer.class);
        Connection connection =
                new FakeNetwork.FakeConnection(new ConnectTarget("host", 1, instance.processId()), network);
        check.addListener(() -> {
            throw new IllegalStateException("a listener's own failure");
        });
        List<Runnable> afterwards = new ArrayList<>();
        check.standingOf(instance, connection, afterwards);
        afterwards.forEach(Runnable::run);

        assertThatThrownBy(() -> question().succeed(descriptionOf(Fewer.class))).hasMessage("a listener's own failure");

        assertThat(check.standingOf(instance, connection, afterwards).drift()).isNotNull();
    }

    @Test
    void aReferenceThatCannotBeMadeLeavesNothingBehind() {
        assertThatThrownBy(() -> client.refer(Reference.to(Users.class).loadBalancer("best")))
                .isInstanceOf(IllegalArgumentException.class);
        network.connected(instance(1, Fewer.class));
        Attempt unanswered = question();
        reference.close();

        unanswered.fail(RpcStatus.of(Code.UNAVAILABLE, "gone"));

        assertThat(network.delays()).as("nobody is left to ask again for").isEmpty();
    }

    @Test
    void anAnswerAboutAnotherContractThanTheRegistryTellsIsNotTaken() {
        network.connected(instance(1, Fewer.class));

        answer(More.class);

        assertThat(log.lines()).isEmpty();
        network.pass(1_000);
        answer(Fewer.class);
        assertThat(log.lines()).hasSize(1);
    }

    @Test
    void anInstanceThatNoRegistryVouchesForIsAskedWhenItIsConnected() {
        users = client.refer(Reference.to(Users.class).url("host:9"));
        CompletableFuture<Integer> call = users.count();
        network.connecting(9).succeed();

        answer(Users.class);

        call().succeed(7);
        assertThat(call).isCompletedWithValue(7);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void nobodyIsAskedForTheContractOfTheServiceThatTellsContracts() {
        client.reference(Reference.to(ContractReflection.class).url("host:9"));

        network.connecting(9).succeed();

        assertThat(questions()).isEmpty();
    }

    @Test
    void processesThatNoRegistryVouchesForAreAskedEachButTheSameContractIsLoggedOnce() {
        client.reference(Reference.to(Users.class).url("host:8,host:9"));
        network.connecting(8).succeed();
        network.connecting(9).succeed();
        assertThat(questions()).hasSize(2);

        answer(Fewer.class);

        assertThat(log.lines()).hasSize(1);
    }

    // ---------------------------------------------------------------- choosing

    @Test
    void callsToAMethodThatSomeInstancesLackGoToTheOthers() {
        network.connected(instance(1, Fewer.class), instance(2, Users.class));
        answer(Fewer.class);

        users.count();
        assertThat(call().address()).isEqualTo("host:2");
        call().succeed(7);
        users.find(7);
        assertThat(call().address()).isEqualTo("host:1");
    }

    @Test
    void aCallToAMethodThatOnlyAnInstanceInSightHasWaitsForIt() {
        network.list(instance(1, Fewer.class), instance(2, Users.class));
        network.connecting(1).succeed();
        answer(Fewer.class);
        CompletableFuture<Integer> call = users.count();
        assertThat(call).isNotDone();

        network.connecting(2).succeed();

        assertThat(call().address()).isEqualTo("host:2");
    }

    @Test
    void aCallThatWaitsForAnInstanceWithItsMethodFailsWhenNoneIsInSight() {
        network.list(instance(1, Fewer.class), instance(2, Users.class));
        network.connecting(1).succeed();
        answer(Fewer.class);
        CompletableFuture<Integer> call = users.count();

        network.connecting(2).fail("refused");

        assertThat(failureOf(call).status().notExecuted()).isTrue();
        assertThat(failureOf(call))
                .hasMessageStartingWith("UNAVAILABLE: test.Users/count: no connected instance has this method as it is"
                        + " here; test.Users: the fake registry lists 2: host:1 (connected, another contract: `count`"
                        + " here, missing there [count]), host:2 (")
                .hasMessageContaining("refused");
        network.list(instance(1, Fewer.class));
        assertThat(failureOf(users.count()).code()).isEqualTo(Code.UNIMPLEMENTED);
    }

    @Test
    void aMethodThatNoInstanceHasIsRefusedWithTheNodesAndTheCure() {
        network.connected(instance(1, Fewer.class), instance(2, Fewer.class));
        answer(Fewer.class);

        RpcException failure = failureOf(users.count());

        assertThat(failure.code()).isEqualTo(Code.UNIMPLEMENTED);
        assertThat(failure.status().notExecuted()).isTrue();
        assertThat(failure)
                .hasMessage(
                        "UNIMPLEMENTED: test.Users/count: no instance has this method: `count` here, missing there at"
                                + " node host:1, host:2; deploy providers that have it ahead of their consumers");
    }

    @Test
    void oneLineOfTheLogSaysWhatDiffersHoweverManyInstancesHaveIt() {
        network.connected(instance(1, Fewer.class), instance(2, Fewer.class));

        answer(Fewer.class);

        assertThat(log.lines())
                .singleElement()
                .asString()
                .matches("WARNING test\\.Users at node host:1 has another contract \\(fingerprint [0-9a-f]{16} here,"
                        + " [0-9a-f]{16} there\\): `count` here, missing there \\[count]; calls of \\[count] go to other"
                        + " instances, or fail if there are none");
    }

    @Test
    void whatAnInstanceHasMoreConcernsNobodyAndIsLoggedAsHarmless() {
        network.connected(instance(1, More.class));

        answer(More.class);

        assertThat(log.lines()).singleElement().asString().startsWith("INFO ").endsWith("; calls go on");
    }

    @Test
    void theStateOfAnInstanceSaysThatItsContractDiffers() {
        network.connected(instance(1, Fewer.class));
        answer(Fewer.class);

        assertThat(reference.explain()).contains("host:1 (connected, another contract: `count` here, missing there");
    }

    @Test
    void aCallThatCannotBeReadEndsWithWhatDiffersAtTheNode() {
        Descending descending = client.refer(Descending.class);
        network.connected(instance(1, Ascending.class));
        answer(Ascending.class);
        assertThat(log.linesWith("calls go on, and fail where they meet it")).hasSize(1);

        CompletableFuture<Void> call = descending.sort(Descending.Order.DESCENDING);
        call().fail(RpcStatus.of(Code.INVALID_ARGUMENT, "unknown number 2").withNotExecuted(true));

        assertThat(failureOf(call))
                .hasMessage("INVALID_ARGUMENT: test.Users/sort: unknown number 2; the contract differs:"
                        + " `Order.DESCENDING`: number 2 here, nothing there at node host:1");
    }

    @Test
    void whatAMethodMakesOfItsArgumentsIsNotBlamedOnTheContract() {
        Descending descending = client.refer(Descending.class);
        network.connected(instance(1, Ascending.class));
        answer(Ascending.class);

        CompletableFuture<Void> call = descending.sort(Descending.Order.ASCENDING);
        call().fail(RpcStatus.of(Code.INVALID_ARGUMENT, "not now").withExceptionType("com.acme.NotNow"));

        assertThat(failureOf(call)).hasMessage("INVALID_ARGUMENT: test.Users/sort: not now");
    }
}
