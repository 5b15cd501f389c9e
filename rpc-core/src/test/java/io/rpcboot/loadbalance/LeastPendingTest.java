package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LeastPendingTest extends LoadBalancerContract {

    @Override
    LoadBalancer balancer() {
        return new LeastPending(random::nextInt);
    }

    @Test
    void theFewestPendingCallsWin() {
        List<FakeCandidate> three = FakeCandidate.of(100, 100, 100);
        three.get(0).pending = 2;
        three.get(2).pending = 1;
        choose(balancer(), three, 100);
        assertThat(three.get(1).chosen).isEqualTo(100);
    }

    @Test
    void pendingCallsCountByWeight() {
        List<FakeCandidate> two = FakeCandidate.of(100, 300);
        two.get(0).pending = 10;
        two.get(1).pending = 20;
        choose(balancer(), two, 100);
        assertThat(two.get(1).chosen).isEqualTo(100);
    }
}
