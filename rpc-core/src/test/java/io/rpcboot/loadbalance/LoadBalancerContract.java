package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rpcboot.core.RpcCall;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every load balancer of ours holds to. */
abstract class LoadBalancerContract {

    final Random random = new Random(42);

    abstract LoadBalancer balancer();

    /** The call that is chosen for; another each time. */
    @Nullable
    RpcCall call() {
        return null;
    }

    /** Chooses so often, with nothing pending while it does. */
    final void choose(LoadBalancer balancer, List<FakeCandidate> candidates, int times) {
        for (int i = 0; i < times; i++) {
            ((FakeCandidate) balancer.choose(call(), candidates)).chosen++;
        }
    }

    @Test
    void equalInstancesShareTheCallsEqually() {
        List<FakeCandidate> three = FakeCandidate.of(100, 100, 100);
        choose(balancer(), three, 30_000);
        assertThat(three).allSatisfy(one -> assertThat(one.chosen).isCloseTo(10_000, within(600)));
    }

    @Test
    void aSingleInstanceIsChosen() {
        List<FakeCandidate> one = FakeCandidate.of(100);
        assertThat(balancer().choose(call(), one)).isSameAs(one.get(0));
    }

    @Test
    void instancesMayComeAndGo() {
        LoadBalancer balancer = balancer();
        List<FakeCandidate> three = FakeCandidate.of(100, 100, 100);
        choose(balancer, three, 100);
        List<FakeCandidate> two = List.of(three.get(2), three.get(0));
        three.get(1).chosen = 0;
        choose(balancer, two, 100);
        List<FakeCandidate> four = FakeCandidate.of(100, 100, 100, 100);
        choose(balancer, four, 4_000);
        assertThat(three.get(1).chosen).isZero();
        assertThat(four).allSatisfy(one -> assertThat(one.chosen).isPositive());
    }
}
