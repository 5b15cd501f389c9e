package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What those hold to, besides, that heed weights while nothing is pending. */
abstract class WeightContract extends LoadBalancerContract {

    @Test
    void sharesAreInProportionToWeights() {
        List<FakeCandidate> three = FakeCandidate.of(100, 200, 700);
        choose(balancer(), three, 30_000);
        assertThat(three.get(0).chosen).isCloseTo(3_000, within(300));
        assertThat(three.get(1).chosen).isCloseTo(6_000, within(500));
        assertThat(three.get(2).chosen).isCloseTo(21_000, within(700));
    }

    @Test
    void aWeightThatChangesCountsAtOnce() {
        LoadBalancer balancer = balancer();
        List<FakeCandidate> two = FakeCandidate.of(100, 100);
        choose(balancer, two, 100);
        two.get(0).weight = 300;
        two.forEach(one -> one.chosen = 0);
        choose(balancer, two, 20_000);
        assertThat(two.get(0).chosen).isCloseTo(15_000, within(600));
    }
}
