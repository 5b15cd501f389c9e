package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.zookeeper.InstanceList.Node;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceListTest {

    private static final RpcInstance A = instance("a:1-x");
    private static final RpcInstance B = instance("b:2-y");
    private static final RpcInstance A_RESTARTED = instance("a:1-z");

    private long now = Long.MAX_VALUE - 5; // Ticks overflow at will.
    private final InstanceList list = new InstanceList(() -> now);

    @Test
    void whatGoesWhileConnectedIsGone() {
        put("a", A);
        put("b", B);

        list.update(Set.of("a"), Map.of());

        assertThat(list.instances()).containsExactly(B);
        assertThat(list.nextRelease()).isNull();
    }

    @Test
    void whatIsMissingAfterAnOutageStaysUntilItsTimeIsOver() {
        put("a", A);
        put("b", B);
        list.holdFor(Duration.ofNanos(10));

        list.update(Set.of("a", "b"), Map.of());

        assertThat(list.instances()).containsExactly(A, B);
        assertThat(list.nextRelease()).isEqualTo(Duration.ofNanos(10));
        now += 9;
        list.release();
        assertThat(list.instances()).containsExactly(A, B);
        now += 1;
        list.release();
        assertThat(list.instances()).isEmpty();
        assertThat(list.nextRelease()).isNull();
    }

    @Test
    void whatReturnsInTimeWasNeverMissed() {
        put("a", A);
        list.holdFor(Duration.ofNanos(10));
        list.update(Set.of("a"), Map.of());

        put("a", A);
        now += 10;
        list.release();

        assertThat(list.instances()).containsExactly(A);
    }

    @Test
    void aRestartedProcessTakesThePlaceOfTheOneThatHadItsAddress() {
        put("a-x", A);
        list.holdFor(Duration.ofNanos(10));
        list.update(Set.of("a-x"), Map.of());

        put("a-z", A_RESTARTED);

        assertThat(list.instances()).containsExactly(A_RESTARTED);
    }

    @Test
    void whatWasThereBeforeTheFirstLookStaysUntilItIsSeenOrItsTimeIsOver() {
        list.recall(List.of(A, B));
        list.holdFor(Duration.ofNanos(10));

        put("a", A);

        assertThat(list.instances()).containsExactly(A, B);
        now += 10;
        list.release();
        assertThat(list.instances()).containsExactly(A);
    }

    @Test
    void aSecondOutageHoldsLonger() {
        put("a", A);
        list.holdFor(Duration.ofNanos(10));
        list.update(Set.of("a"), Map.of());
        now += 9;

        list.holdFor(Duration.ofNanos(10));
        now += 5;
        list.release();

        assertThat(list.instances()).containsExactly(A);
    }

    @Test
    void onceTheTimeIsOverRemovalsCountAtOnceAgain() {
        put("a", A);
        list.holdFor(Duration.ofNanos(10));
        now += 10;

        list.update(Set.of("a"), Map.of());

        assertThat(list.instances()).isEmpty();
    }

    private void put(String id, RpcInstance instance) {
        list.update(Set.of(id), Map.of(id, new Node(1, instance)));
    }

    private static RpcInstance instance(String processId) {
        String[] parts = processId.split("[:-]");
        return new RpcInstance(
                ServiceId.of("s"), processId, parts[0], Integer.parseInt(parts[1]), RpcInstance.Attributes.DEFAULT);
    }
}
