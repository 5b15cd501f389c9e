package io.rpcboot.client;

import static io.rpcboot.client.FakeNetwork.statusOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.Broadcast.Reply;
import io.rpcboot.client.FakeNetwork.Attempt;
import io.rpcboot.core.LocalServices;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.InMemoryRegistry;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.server.RpcServer;
import io.rpcboot.testing.TestTimer;
import io.rpcboot.transport.InMemoryTransport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are made at all instances. */
class BroadcastTest {

    interface Cache {
        int evict(String key) throws UnknownKeyException;

        CompletableFuture<Integer> evictLater(String key);

        void clear();

        @RpcMethod(oneway = true)
        void touch(String key);
    }

    public static final class UnknownKeyException extends Exception {

        private static final long serialVersionUID = 1L;

        public UnknownKeyException(String message) {
            super(message);
        }
    }

    private static final String EVICT_LATER = Cache.class.getName() + "/evictLater";
    private static final RpcStatus NEVER_SENT =
            RpcStatus.of(Code.UNAVAILABLE, "never sent").withNotExecuted(true);

    private final FakeNetwork network = new FakeNetwork();
    private int ends;
    private ServiceReference<Cache> reference;
    private Cache cache;

    private final InMemoryRegistry registry = new InMemoryRegistry();
    private final InMemoryTransport transport = new InMemoryTransport();
    private final List<AutoCloseable> open = new ArrayList<>();

    @BeforeEach
    void refer() {
        RpcClient client = network.client()
                .zone("here")
                .interceptor((call, reply, next) -> next.handle(call, new Counting(reply)))
                .build();
        reference = client.reference(Reference.to(Cache.class).cluster(FaultMode.BROADCAST));
        cache = reference.stub();
    }

    /** A stub whose calls have a fifth of a second. */
    private Cache shortCalls() {
        RpcClient client = network.client().timeout(Duration.ofMillis(200)).build();
        return client.refer(Reference.to(Cache.class).cluster(FaultMode.BROADCAST));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        transport.close();
    }

    /** Counts the ends of calls. */
    private final class Counting implements ReplyListener {

        private final ReplyListener reply;

        Counting(ReplyListener reply) {
            this.reply = reply;
        }

        @Override
        public void onMessage(Object message) {
            reply.onMessage(message);
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            ends++;
            reply.onClose(status, trailers);
        }
    }

    private static RpcInstance instance(int port) {
        return instance(port, "here", Attributes.PRIMARY, "");
    }

    private static RpcInstance instance(int port, String zone, String role, String group) {
        return new RpcInstance(
                new ServiceId(Cache.class.getName(), group, ""),
                "p" + port,
                "host",
                port,
                new Attributes("", "", zone, role, Attributes.DEFAULT_WEIGHT, 0));
    }

    private void connected(RpcInstance... instances) {
        network.list(instances);
        for (RpcInstance instance : instances) {
            if (instance.service().group().isEmpty()) {
                network.connecting(instance.port()).succeed();
            }
        }
    }

    private Attempt attempt(int port) {
        return network.attempts.stream()
                .filter(attempt -> attempt.address().equals("host:" + port))
                .findFirst()
                .orElseThrow();
    }

    // ---------------------------------------------------------------- who is called

    @Test
    void everyInstanceIsCalledAndTheFirstOnesResultReturnedWhenAllHaveSucceeded() {
        connected(instance(1), instance(2), instance(3));
        CompletableFuture<Integer> call = cache.evictLater("k");
        assertThat(network.addresses()).containsExactly("host:1", "host:2", "host:3");

        attempt(3).succeed(30);
        attempt(1).succeed(10);
        assertThat(call).isNotDone();
        attempt(2).succeed(20);

        assertThat(call).isCompletedWithValue(10);
    }

    @Test
    void backupsOtherZonesAndEjectedOnesAreCalledToo() {
        connected(
                instance(1),
                instance(2, "here", Attributes.BACKUP, ""),
                instance(3, "there", Attributes.PRIMARY, ""),
                instance(4));
        for (int i = 0; i < 5; i++) { // which ejects the fourth
            cache.evictLater("k");
            for (Attempt attempt : List.copyOf(network.attempts)) {
                if (attempt.address().equals("host:4")) {
                    attempt.fail(RpcStatus.of(Code.INTERNAL, "broken"));
                } else {
                    attempt.succeed(1);
                }
            }
        }
        assertThat(reference.explain()).contains("host:4 (connected, ejected for ");

        cache.evictLater("k");

        assertThat(network.addresses()).containsExactly("host:1", "host:2", "host:3", "host:4");
    }

    @Test
    void otherGroupsAreNotCalled() {
        connected(instance(1), instance(2, "here", Attributes.PRIMARY, "other"));

        cache.evictLater("k");

        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void theCallWaitsForAllThatAreAboutToBeConnected() {
        network.list(instance(1), instance(2), instance(3));
        cache.evictLater("k");
        network.connecting(1).succeed();
        network.connecting(2).succeed();
        assertThat(network.attempts).isEmpty();

        network.connecting(3).fail("refused");

        assertThat(network.addresses()).containsExactly("host:1", "host:2");
    }

    @Test
    void anInstanceThatIsNotConnectedHasFailed() {
        network.list(instance(1), instance(2));
        network.connecting(1).succeed();
        network.connecting(2).fail("refused");
        CompletableFuture<List<Reply<Integer>>> replies = Broadcast.collectAsync(() -> cache.evictLater("k"));
        attempt(1).succeed(10);

        assertThat(replies).isCompleted();
        assertThat(replies.join().get(0).value()).isEqualTo(10);
        Reply<Integer> second = replies.join().get(1);
        assertThat(second.instance().port()).isEqualTo(2);
        assertThat(second.failure())
                .hasMessageContaining("the call did not come to it: not connected: refused; next attempt in ");
        assertThat(((RpcException) second.failure()).status().notExecuted()).isTrue();

        CompletableFuture<Integer> plain = cache.evictLater("k");
        attempt(1).succeed(10);
        assertThat(statusOf(plain).message())
                .contains("1 of 2 instances failed: host:2: UNAVAILABLE")
                .contains("not connected: refused");
        assertThat(statusOf(plain).notExecuted()).isFalse();
    }

    @Test
    void aRuleKeepsTheMethodFromThoseTooThatAreNotConnected() {
        network.list(instance(1), instance(2));
        network.rules("{\"methods\":{\"evictLater\":{\"address\":\"host:1\"}}}");
        network.connecting(1).succeed();
        network.connecting(2).fail("refused");
        CompletableFuture<Integer> call = cache.evictLater("k");
        attempt(1).succeed(10);
        assertThat(call).isCompletedWithValue(10);
    }

    @Test
    void anInstanceThatHangsAsItIsConnectedToHoldsUpTheOthersForASecondOnly() {
        connected(instance(1));
        network.list(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");
        network.pass(999);
        assertThat(network.attempts).isEmpty();
        network.pass(1);
        assertThat(network.addresses()).containsExactly("host:1");

        attempt(1).succeed(10);
        assertThat(statusOf(call).message())
                .contains("1 of 2 instances failed: host:2: ")
                .contains("connecting");
    }

    @Test
    void aCallWaitsForNobodyLongerThanHalfOfItsTime() {
        cache = shortCalls();
        connected(instance(1));
        network.list(instance(1), instance(2));
        cache.evictLater("k");
        network.pass(99);
        assertThat(network.attempts).isEmpty();
        network.pass(1);
        assertThat(network.addresses()).containsExactly("host:1");
    }

    @Test
    void aCallWaitsForTheFirstInstanceForAsLongAsItHas() {
        network.list(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");
        network.pass(2_500);
        assertThat(call).isNotDone();
        network.connecting(1).succeed();
        network.connecting(2).succeed();
        assertThat(network.addresses()).containsExactly("host:1", "host:2");
    }

    @Test
    void aCallWaitsForThoseThatComeAlthoughOthersAreThere() {
        connected(instance(1));
        network.list(instance(1), instance(2));
        cache.evictLater("k");
        assertThat(network.attempts).isEmpty();

        network.connecting(2).succeed();

        assertThat(network.addresses()).containsExactly("host:1", "host:2");
    }

    @Test
    void whomARuleKeepsTheMethodFromIsNotCalled() {
        connected(instance(1), instance(2));
        network.rules("{\"methods\":{\"evictLater\":{\"address\":\"host:2\"}}}");

        cache.evictLater("k");

        assertThat(network.addresses()).containsExactly("host:2");
    }

    @Test
    void aCallThatNobodyTakesFailsWithTheReasons() {
        network.list(instance(1));
        network.connecting(1).fail("refused");

        RpcStatus status = statusOf(cache.evictLater("k"));

        assertThat(status.code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(status.notExecuted()).isTrue();
        assertThat(status.message())
                .contains("no usable instance; the fake registry lists 1: host:1 (not connected: refused");
        assertThat(statusOf(Broadcast.collectAsync(() -> cache.evictLater("k"))).message())
                .contains("no usable instance");
    }

    @Test
    void aOneWayCallGoesToAll() {
        connected(instance(1), instance(2));

        cache.touch("k");

        assertThat(network.addresses()).containsExactly("host:1", "host:2");
    }

    // ---------------------------------------------------------------- failures

    @Test
    void theFailureNamesEveryInstanceThatFailedAndNothingIsRepeated() {
        connected(instance(1), instance(2), instance(3));
        CompletableFuture<Integer> call = cache.evictLater("k");

        attempt(1).fail(NEVER_SENT);
        attempt(2).succeed(20);
        attempt(3).fail(RpcStatus.of(Code.INTERNAL, "broken"));

        assertThat(statusOf(call))
                .hasToString("UNKNOWN: " + EVICT_LATER + ": 2 of 3 instances failed:"
                        + " host:1: UNAVAILABLE: never sent; host:3: INTERNAL: broken");
        assertThat(statusOf(call).notExecuted()).isFalse();
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void failuresOfOneKindKeepTheirCodeAndNeverRanIfNoneDid() {
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");

        attempt(1).fail(NEVER_SENT);
        attempt(2).fail(NEVER_SENT);

        assertThat(statusOf(call).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(statusOf(call).notExecuted()).isTrue();
    }

    @Test
    void aCallOfWhichSomeMayHaveRunMayHaveRun() {
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");

        attempt(1).fail(NEVER_SENT);
        attempt(2).fail(RpcStatus.of(Code.UNAVAILABLE, "the connection broke"));

        assertThat(statusOf(call).code()).isEqualTo(Code.UNAVAILABLE);
        assertThat(statusOf(call).notExecuted()).isFalse();
    }

    @Test
    void aCallOfWhichSomeHaveSucceededMayHaveRun() {
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");

        attempt(1).fail(NEVER_SENT);
        attempt(2).succeed(2);

        assertThat(statusOf(call).notExecuted()).isFalse();
    }

    @Test
    void atTheDeadlineTheCallEndsWithWhatThereIs() {
        connected(instance(1), instance(2));
        CompletableFuture<List<Reply<Integer>>> call = Broadcast.collectAsync(() -> cache.evictLater("k"));
        attempt(2).succeed(20);

        network.pass(3_000);

        assertThat(network.attempts).isEmpty();
        List<Reply<Integer>> replies = call.join();
        assertThat(replies.get(0).isSuccess()).isFalse();
        assertThat(replies.get(0).failure())
                .isInstanceOfSatisfying(
                        RpcException.class, e -> assertThat(e.code()).isEqualTo(Code.DEADLINE_EXCEEDED));
        assertThat(replies.get(1).value()).isEqualTo(20);
    }

    @Test
    void atTheDeadlineAPlainCallSaysWhoHasNotReplied() {
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");
        attempt(2).succeed(20);

        network.pass(3_000);

        assertThat(statusOf(call).toString())
                .startsWith(
                        "DEADLINE_EXCEEDED: " + EVICT_LATER + ": 1 of 2 instances failed: host:1: DEADLINE_EXCEEDED");
    }

    @Test
    void aReplyAfterTheEndChangesNothing() {
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");
        List<Attempt> late = List.copyOf(network.attempts);
        network.attempts.clear(); // the connections do not hear of the cancellation in time

        network.pass(3_000);
        late.forEach(attempt -> attempt.succeed(1));

        assertThat(ends).isEqualTo(1);
        assertThat(statusOf(call).code()).isEqualTo(Code.DEADLINE_EXCEEDED);
    }

    @Test
    void cancellingTheCallCancelsItEverywhere() {
        connected(instance(1), instance(2));
        cache.evictLater("k").cancel(true);
        assertThat(network.attempts).isEmpty();

        CompletableFuture<List<Reply<Integer>>> collected = Broadcast.collectAsync(() -> cache.evictLater("k"));
        assertThat(network.attempts).hasSize(2);
        collected.cancel(true);

        assertThat(network.attempts).isEmpty();
        assertThat(collected).isCancelled();
    }

    @Test
    void closingTheReferenceEndsACallThatWaits() {
        network.list(instance(1));
        CompletableFuture<Integer> call = cache.evictLater("k");

        reference.close();

        assertThat(statusOf(call).code()).isEqualTo(Code.UNAVAILABLE);
    }

    // ---------------------------------------------------------------- collecting

    @Test
    void eachReplyOfACallThatReturnsAFutureIsCollected() {
        connected(instance(1), instance(2));
        CompletableFuture<List<Reply<Integer>>> call = Broadcast.collectAsync(() -> cache.evictLater("k"));

        attempt(2).fail(RpcStatus.of(Code.INTERNAL, "broken"));
        assertThat(call).isNotDone();
        attempt(1).succeed(10);

        List<Reply<Integer>> replies = call.join();
        assertThat(replies)
                .extracting(reply -> reply.instance().address(), Reply::value, Reply::isSuccess)
                .containsExactly(tuple("host:1", 10, true), tuple("host:2", null, false));
        assertThat(replies.get(1).failure()).hasMessageContaining("INTERNAL").hasMessageContaining("broken");
    }

    @Test
    void collectingTakesNoOtherCall() throws IOException {
        new CacheBean(1);
        Cache blocking = blocking();

        List<Reply<Integer>> replies = Broadcast.collect(() -> blocking.evict("k") + blocking.evict("other"));

        assertThat(replies).extracting(Reply::value).containsExactly(1);
    }

    @Test
    void aFutureThatIsCompleteAlreadyIsStillCollectedAsOne() {
        connected(instance(1));

        assertThatThrownBy(() -> Broadcast.collect(() -> {
                    CompletableFuture<Integer> call = cache.evictLater("k");
                    attempt(1).succeed(1);
                    return call;
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Broadcast.collectAsync");
    }

    /** A cache in a process of its own. */
    private class CacheBean implements Cache {

        private final AtomicInteger calls = new AtomicInteger();
        private final int entries;
        private final RpcServer server;

        CacheBean(int entries) throws IOException {
            this.entries = entries;
            server = RpcServer.builder()
                    .transport(transport.server("localhost", 0))
                    .registry(registry)
                    .gracePeriod(Duration.ofMillis(300))
                    .export(Cache.class, this)
                    .build()
                    .start()
                    .register();
            open.add(server);
        }

        @Override
        public int evict(String key) throws UnknownKeyException {
            calls.incrementAndGet();
            if (entries < 0) {
                throw new UnknownKeyException("no " + key);
            }
            return entries * key.length();
        }

        @Override
        public CompletableFuture<Integer> evictLater(String key) {
            return CompletableFuture.completedFuture(entries);
        }

        @Override
        public void clear() {
            calls.incrementAndGet();
        }

        @Override
        public void touch(String key) {
            calls.incrementAndGet();
        }
    }

    private Cache referInProcess(Reference<Cache> settings) {
        return referInProcess(settings, LocalServices.NONE);
    }

    private Cache referInProcess(Reference<Cache> settings, LocalServices localServices) {
        RpcClient client = RpcClient.builder()
                .transport(transport)
                .timer(new TestTimer())
                .discovery(registry)
                .localServices(localServices)
                .build();
        open.add(client);
        return client.refer(settings);
    }

    private Cache blocking() {
        return referInProcess(Reference.to(Cache.class).cluster(FaultMode.BROADCAST));
    }

    @Test
    void aCallThatWaitsIsCollectedWithWhatEachInstanceThrew() throws IOException {
        CacheBean one = new CacheBean(7);
        CacheBean two = new CacheBean(-1);
        Cache blocking = blocking();

        List<Reply<Integer>> replies = Broadcast.collect(() -> blocking.evict("k"));

        assertThat(replies).hasSize(2);
        assertThat(replies).extracting(Reply::value).containsExactlyInAnyOrder(7, null);
        assertThat(replies)
                .filteredOn(reply -> !reply.isSuccess())
                .singleElement()
                .satisfies(reply -> assertThat(reply.failure())
                        .isInstanceOf(UnknownKeyException.class)
                        .hasMessage("no k"));
        assertThat(one.calls).hasValue(1);
        assertThat(two.calls).hasValue(1);
    }

    @Test
    void withoutCollectingTheCallThrowsOneExceptionThatNamesTheInstance() throws IOException {
        new CacheBean(7);
        new CacheBean(-1);
        Cache blocking = blocking();

        assertThatThrownBy(() -> blocking.evict("k"))
                .isInstanceOf(RpcException.class)
                .hasMessageMatching("FAILED_PRECONDITION: \\S+/evict: 1 of 2 instances failed: localhost:\\d+:"
                        + " FAILED_PRECONDITION: .*no k");
    }

    @Test
    void aMethodThatReturnsNothingIsCollectedToo() throws IOException {
        CacheBean one = new CacheBean(1);
        Cache blocking = blocking();

        assertThat(Broadcast.collect(() -> blocking.clear()))
                .singleElement()
                .satisfies(reply -> assertThat(reply.isSuccess()).isTrue());
        assertThat(one.calls).hasValue(1);
    }

    @Test
    void whatThisProcessExportsIsCalledOverTheNetworkLikeAllOthers() throws IOException {
        CacheBean one = new CacheBean(1);
        CacheBean two = new CacheBean(2);
        Cache here = referInProcess(
                Reference.to(Cache.class).method("clear", own -> own.cluster(FaultMode.BROADCAST)),
                one.server.localServices());

        here.clear();
        assertThat(one.calls).hasValue(1);
        assertThat(two.calls).hasValue(1);
        here.touch("k");

        assertThat(one.calls).hasValue(2);
        assertThat(two.calls).hasValue(1);
    }

    @Test
    void collectingWhatCannotBeCollectedIsRefused() throws IOException {
        CacheBean one = new CacheBean(1);
        Cache blocking = blocking();
        Cache failover = referInProcess(Reference.to(Cache.class));

        assertThatThrownBy(() -> Broadcast.collect(() -> failover.evict("k")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this thread made no call whose replies could be collected; set cluster to \"broadcast\""
                        + " on the reference or the method that is called");
        assertThatThrownBy(() -> Broadcast.collect(() -> blocking.evictLater("k")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the call was made, but it returns a future before all replies are there;"
                        + " collect it with Broadcast.collectAsync");
        one.calls.set(0);
        assertThatThrownBy(() -> Broadcast.collect(() -> blocking.touch("k")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        Cache.class.getName() + "/touch is one-way: nobody replies to it; call it without collecting");
        assertThat(one.calls).hasValue(0);
    }

    @Test
    void whatElseIsThrownWhileCollectingIsThrown() throws IOException {
        new CacheBean(1);
        Cache blocking = blocking();

        assertThatThrownBy(() -> Broadcast.collect(() -> {
                    blocking.evict("k");
                    throw new IllegalArgumentException("mine");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("mine");
        assertThatThrownBy(() -> Broadcast.collect(() -> {
                    blocking.evict("k");
                    throw new RpcException(Code.ABORTED, "mine, too");
                }))
                .isInstanceOf(RpcException.class)
                .hasMessage("ABORTED: mine, too");
        assertThatThrownBy(() -> Broadcast.collect(() -> {
                    throw new IOException("checked");
                }))
                .isInstanceOf(CompletionException.class)
                .hasRootCauseMessage("checked");
    }

    // ---------------------------------------------------------------- with a fallback

    private static RpcInterceptor ending(RpcStatus status) {
        return (call, reply, next) -> reply.onClose(status, Metadata.EMPTY);
    }

    private Cache withFallback(RpcInterceptor... interceptors) {
        RpcClient.Builder client = network.client();
        List.of(interceptors).forEach(client::interceptor);
        return client.build()
                .refer(Reference.to(Cache.class).cluster(FaultMode.BROADCAST).fallbackToEmpty());
    }

    @Test
    void theFallbackAnswersAPlainCallOfWhichSomeFailed() {
        cache = withFallback();
        connected(instance(1), instance(2));
        CompletableFuture<Integer> call = cache.evictLater("k");

        attempt(1).succeed(10);
        attempt(2).fail(RpcStatus.of(Code.INTERNAL, "broken"));

        assertThat(call).isCompletedWithValue(null);
    }

    @Test
    void aCallThatIsCollectedGoesWithoutTheFallbackWhenItCameToNobody() {
        Cache refused = withFallback(ending(RpcStatus.of(Code.UNAVAILABLE, "the circuit is open")));

        assertThat(statusOf(Broadcast.collectAsync(() -> refused.evictLater("k"))))
                .hasToString("UNAVAILABLE: " + EVICT_LATER + ": the circuit is open");
        assertThatThrownBy(() -> Broadcast.collect(() -> refused.evict("k")))
                .isInstanceOf(RpcException.class)
                .hasMessageContaining("the circuit is open");
        assertThatThrownBy(() -> Broadcast.collect(refused::clear)).isInstanceOf(RpcException.class);
    }

    @Test
    void aCallThatIsCollectedDoesNotAskTheFallbackWhenSomeFailed() throws IOException {
        new CacheBean(7);
        CacheBean broken = new CacheBean(1) {
            @Override
            public int evict(String key) {
                throw new IllegalStateException("broken");
            }
        };
        AtomicInteger asked = new AtomicInteger();
        Cache blocking = referInProcess(
                Reference.to(Cache.class).cluster(FaultMode.BROADCAST).fallbackFactory(cause -> {
                    asked.incrementAndGet();
                    return broken;
                }));

        assertThat(Broadcast.collect(() -> blocking.evict("k")))
                .extracting(Reply::isSuccess)
                .containsExactlyInAnyOrder(true, false);
        assertThat(asked).hasValue(0);
    }
}
