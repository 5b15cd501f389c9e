package io.rpcboot.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.RpcInterceptor;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who answers where the service does not. */
class FallbackTest {

    static final class OutOfStock extends Exception {
        private static final long serialVersionUID = 1L;

        public OutOfStock(String message) {
            super(message);
        }
    }

    interface Shop {
        String order(String what, int count) throws OutOfStock;

        CompletableFuture<String> orderLater(String what);

        @RpcMethod(oneway = true)
        void look(String what);
    }

    interface Stock<T> {
        T best();
    }

    interface Empties extends Stock<List<String>> {
        void nothing();

        boolean is();

        long count();

        char letter();

        Integer boxed();

        String text();

        List<String> list();

        Set<String> set();

        Map<String, Integer> map();

        int[] array();

        Optional<String> optional();

        OptionalLong optionalLong();

        CompletableFuture<List<String>> later();

        CompletableFuture<Void> done();
    }

    private static final EnumSet<Code> FAULTS = EnumSet.of(
            Code.UNAVAILABLE,
            Code.DEADLINE_EXCEEDED,
            Code.RESOURCE_EXHAUSTED,
            Code.UNIMPLEMENTED,
            Code.UNKNOWN,
            Code.INTERNAL,
            Code.DATA_LOSS);

    private final FakeNetwork network = new FakeNetwork();

    /** Answers for itself. */
    private static class Catalogue implements Shop {
        @Override
        public String order(String what, int count) throws OutOfStock {
            return count + " " + what + " by letter";
        }

        @Override
        public @Nullable CompletableFuture<String> orderLater(String what) {
            return CompletableFuture.completedFuture(what + " by letter");
        }

        @Override
        public void look(String what) {
            throw new AssertionError("nobody hears that a one-way call failed");
        }
    }

    private static RpcInterceptor ending(RpcStatus status) {
        return (call, reply, next) -> reply.onClose(status, Metadata.EMPTY);
    }

    private RpcClient client(RpcInterceptor... interceptors) {
        RpcClient.Builder builder = network.client();
        List.of(interceptors).forEach(builder::interceptor);
        return builder.build();
    }

    private Shop shop(RpcStatus end, Reference<Shop> reference) {
        return client(ending(end)).refer(reference);
    }

    private static Reference<Shop> toShop() {
        return Reference.to(Shop.class);
    }

    private static RpcStatus down() {
        return RpcStatus.of(Code.UNAVAILABLE, "down");
    }

    // ---------------------------------------------------------------- when

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
    void aFallbackAnswersWhereTheServiceIsAtFaultAndNowhereElse(Code code) throws OutOfStock {
        Shop shop = shop(RpcStatus.of(code, "so it ended"), toShop().fallback(new Catalogue()));
        CompletableFuture<String> later = shop.orderLater("tea");
        if (FAULTS.contains(code)) {
            assertThat(shop.order("tea", 2)).isEqualTo("2 tea by letter");
            assertThat(later).isCompletedWithValue("tea by letter");
        } else {
            assertThatThrownBy(() -> shop.order("tea", 2))
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.code()).isEqualTo(code));
            assertThat(failureOf(later))
                    .isInstanceOfSatisfying(
                            RpcException.class, e -> assertThat(e.code()).isEqualTo(code));
        }
    }

    @Test
    void anExceptionThatTheMethodDeclaresIsAnAnswer() {
        OutOfStock declared = new OutOfStock("no tea");
        Shop shop = shop(
                RpcStatus.of(Code.FAILED_PRECONDITION, "no tea").withCause(declared),
                toShop().fallback(new Catalogue()));
        assertThatThrownBy(() -> shop.order("tea", 2)).isSameAs(declared);
    }

    @Test
    void aCallThatSucceedsHasNoUseForIt() throws OutOfStock {
        Shop shop = client((call, reply, next) -> {
                    reply.onMessage("from the shop");
                    reply.onClose(RpcStatus.OK, Metadata.EMPTY);
                })
                .refer(toShop().fallback(new Catalogue()));
        assertThat(shop.order("tea", 1)).isEqualTo("from the shop");
        assertThat(shop.orderLater("tea")).isCompletedWithValue("from the shop");
    }

    @Test
    void aFallbackAnswersAtTheDeadline() {
        Shop shop = client().refer(toShop().fallback(new Catalogue()));
        network.list(new RpcInstance(
                ServiceId.of(Shop.class.getName()),
                "host:1-a",
                "host",
                1,
                new RpcInstance.Attributes("", "", "", RpcInstance.Attributes.PRIMARY, 100, 0)));
        network.connecting(1).succeed();
        CompletableFuture<String> call = shop.orderLater("tea");
        network.pass(2_999);
        assertThat(call).isNotDone();
        network.pass(100);
        assertThat(call).isCompletedWithValue("tea by letter");
    }

    @Test
    void aFallbackAnswersWhileThereIsNoProvider() {
        Shop shop = client().refer(toShop().fallback(new Catalogue()));
        network.list();
        assertThat(shop.orderLater("tea")).isCompletedWithValue("tea by letter");
    }

    @Test
    void oneWayCallsHaveNoFallback() {
        shop(down(), toShop().fallback(new Catalogue())).look("tea");
    }

    // ---------------------------------------------------------------- who

    @Test
    void aFactorySeesWhy() throws OutOfStock {
        Shop shop = shop(down(), toShop().fallbackFactory(cause -> new Catalogue() {
            @Override
            public String order(String what, int count) {
                return cause.code() + " of " + cause.method();
            }
        }));
        assertThat(shop.order("tea", 1)).isEqualTo("UNAVAILABLE of " + Shop.class.getName() + "/order");
        assertThat(shop.orderLater("tea")).isCompletedWithValue("tea by letter");
    }

    @Test
    void whatAFactoryMakesOfAnotherTypeIsNamed() {
        @SuppressWarnings({"unchecked", "rawtypes"})
        Reference<Shop> wrong = toShop().fallbackFactory((FallbackFactory) cause -> "a shop");
        assertThatThrownBy(() -> shop(down(), wrong).order("tea", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("made a java.lang.String, which is no io.rpcboot.client.FallbackTest$Shop");
    }

    @Test
    void anEmptyFallbackAnswersWithNothing() {
        Empties empties =
                client(ending(down())).refer(Reference.to(Empties.class).fallbackToEmpty());
        empties.nothing();
        assertThat(empties.is()).isFalse();
        assertThat(empties.count()).isZero();
        assertThat(empties.letter()).isEqualTo('\0');
        assertThat(empties.boxed()).isNull();
        assertThat(empties.text()).isNull();
        assertThat(empties.list()).isEmpty();
        assertThat(empties.set()).isEmpty();
        assertThat(empties.map()).isEmpty();
        assertThat(empties.array()).isEmpty();
        assertThat(empties.optional()).isEmpty();
        assertThat(empties.optionalLong()).isEmpty();
        assertThat(empties.best()).isEmpty();
        assertThat(empties.later()).isCompletedWithValue(List.of());
        assertThat(empties.done()).isCompletedWithValue(null);
    }

    @Test
    void whatWasSetLastIsTheFallback() throws OutOfStock {
        assertThat(shop(down(), toShop().fallback(new Catalogue()).fallbackToEmpty())
                        .order("tea", 1))
                .isNull();
        assertThat(shop(down(), toShop().fallbackToEmpty().fallback(new Catalogue()))
                        .order("tea", 1))
                .isEqualTo("1 tea by letter");
    }

    // ---------------------------------------------------------------- what if it fails too

    @Test
    void whatAFallbackThrowsReachesTheCallerWithTheCause() {
        IllegalStateException own = new IllegalStateException("the catalogue is out of print");
        Shop shop = shop(down(), toShop().fallback(new Catalogue() {
            @Override
            public String order(String what, int count) {
                throw own;
            }

            @Override
            public CompletableFuture<String> orderLater(String what) {
                return CompletableFuture.failedFuture(own);
            }
        }));
        assertThatThrownBy(() -> shop.order("tea", 1)).isSameAs(own);
        assertThat(own.getSuppressed()).singleElement().isInstanceOf(RpcException.class);

        assertThat(failureOf(shop.orderLater("tea"))).isSameAs(own);
        assertThat(own.getSuppressed()).hasSize(2);
    }

    @Test
    void aFallbackMayThrowTheCauseOrWrapIt() {
        Shop rethrowing = shop(down(), toShop().fallbackFactory(cause -> {
            throw cause;
        }));
        Throwable failure = catchThrowable(() -> rethrowing.order("tea", 1));
        assertThat(failure).isInstanceOf(RpcException.class).hasMessageContaining("down");
        assertThat(failure.getSuppressed()).isEmpty();
        assertThat(failureOf(rethrowing.orderLater("tea"))).isInstanceOf(RpcException.class);

        Shop wrapping = shop(down(), toShop().fallbackFactory(cause -> {
            throw new IllegalStateException(cause);
        }));
        assertThat(catchThrowable(() -> wrapping.order("tea", 1)).getSuppressed())
                .isEmpty();
    }

    @Test
    void aFallbackWithoutAFutureCompletesWithNull() {
        Shop shop = shop(down(), toShop().fallback(new Catalogue() {
            @Override
            public @Nullable CompletableFuture<String> orderLater(String what) {
                return null;
            }
        }));
        assertThat(shop.orderLater("tea")).isCompletedWithValue(null);
    }

    // ---------------------------------------------------------------- cancellation

    @Test
    void cancellingTheFutureCancelsTheCallAndCallsNoFallback() {
        Shop shop = client().refer(toShop().fallback(new Catalogue() {
            @Override
            public CompletableFuture<String> orderLater(String what) {
                throw new AssertionError("nobody waits for it");
            }
        }));
        network.list(new RpcInstance(
                ServiceId.of(Shop.class.getName()),
                "host:1-a",
                "host",
                1,
                new RpcInstance.Attributes("", "", "", RpcInstance.Attributes.PRIMARY, 100, 0)));
        network.connecting(1).succeed();
        CompletableFuture<String> call = shop.orderLater("tea");
        assertThat(network.attempts).hasSize(1);
        call.cancel(true);
        assertThat(call).isCancelled();
        assertThat(network.attempts).isEmpty();
    }

    @Test
    void cancellingTheFutureCancelsWhatTheFallbackIsDoing() {
        CompletableFuture<String> posted = new CompletableFuture<>();
        Shop shop = shop(down(), toShop().fallback(new Catalogue() {
            @Override
            public CompletableFuture<String> orderLater(String what) {
                return posted;
            }
        }));
        CompletableFuture<String> call = shop.orderLater("tea");
        assertThat(call).isNotDone();
        call.cancel(true);
        assertThat(posted).isCancelled();
    }

    private static Throwable failureOf(CompletableFuture<?> call) {
        assertThat(call).isCompletedExceptionally();
        Throwable failure = catchThrowable(call::join);
        return failure instanceof CompletionException ? failure.getCause() : failure;
    }
}
