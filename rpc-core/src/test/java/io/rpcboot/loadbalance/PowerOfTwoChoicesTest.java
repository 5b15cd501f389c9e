package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest extends WeightContract {

    @Override
    LoadBalancer balancer() {
        return new PowerOfTwoChoices(random::nextInt);
    }

    @Test
    void theMoreLoadedOfTwoIsHardlyChosen() {
        List<FakeCandidate> two = FakeCandidate.of(100, 100);
        two.get(0).pending = 5;
        choose(balancer(), two, 10_000);
        assertThat(two.get(0).chosen).isLessThan(20);
    }

    @Test
    void anInstanceThatFailsFastDrawsNoTrafficAlthoughNothingIsPendingThere() {
        List<FakeCandidate> two = FakeCandidate.of(100, 100);
        two.get(0).failures = 4;
        two.get(1).pending = 10;
        choose(balancer(), two, 10_000);
        assertThat(two.get(0).chosen).isLessThan(100);
    }

    @Test
    void anInstanceThatIsTenTimesAsSlowIsHardlyCalledEvenIfNothingIsPending() {
        List<FakeCandidate> three = FakeCandidate.of(100, 100, 100);
        three.get(1).slowness = 10;
        choose(balancer(), three, 10_000);
        assertThat(three.get(1).chosen).isLessThan(20);
    }

    @Test
    void aLittleSlownessIsChanceAndChangesLittle() {
        List<FakeCandidate> two = FakeCandidate.of(100, 100);
        two.get(1).slowness = 1.02;
        choose(balancer(), two, 10_000);
        assertThat(two.get(1).chosen).isBetween(4_000, 5_000);
    }

    @Test
    void pendingCallsCountByWeight() {
        List<FakeCandidate> two = FakeCandidate.of(100, 300);
        two.get(0).pending = 100;
        two.get(1).pending = 100;
        choose(balancer(), two, 10_000);
        assertThat(two.get(1).chosen).isGreaterThan(9_900);
    }

    @Test
    void aSingleInstanceIsChosenWithoutAskingChance() {
        List<FakeCandidate> one = FakeCandidate.of(100);
        assertThat(new PowerOfTwoChoices(bound -> {
                            throw new AssertionError();
                        })
                        .choose(null, one))
                .isSameAs(one.get(0));
    }
}
