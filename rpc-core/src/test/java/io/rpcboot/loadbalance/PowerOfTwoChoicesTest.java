package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PowerOfTwoChoicesTest {

    private static final class Fake implements Candidate {
        final RpcInstance instance;
        int pending;
        double failures;
        int chosen;

        Fake(int port, int weight) {
            var attributes = new RpcInstance.Attributes("", "", "", "primary", weight, 0);
            instance = new RpcInstance(ServiceId.of("s"), "p" + port, "localhost", port, attributes);
        }

        @Override
        public RpcInstance instance() {
            return instance;
        }

        @Override
        public int pending() {
            return pending;
        }

        @Override
        public double recentFailures() {
            return failures;
        }
    }

    private final Random random = new Random(42);
    private final PowerOfTwoChoices balancer = new PowerOfTwoChoices(random::nextInt);

    private static List<Fake> fakes(int... weights) {
        return new ArrayList<>(IntStream.range(0, weights.length)
                .mapToObj(i -> new Fake(1000 + i, weights[i]))
                .toList());
    }

    private void choose(List<Fake> candidates, int times) {
        for (int i = 0; i < times; i++) {
            ((Fake) balancer.choose(null, candidates)).chosen++;
        }
    }

    @Test
    void equalInstancesShareTheCallsEqually() {
        List<Fake> three = fakes(100, 100, 100);
        choose(three, 30_000);
        assertThat(three).allSatisfy(one -> assertThat(one.chosen).isCloseTo(10_000, within(600)));
    }

    @Test
    void theMoreLoadedOfTwoIsNotChosen() {
        List<Fake> two = fakes(100, 100);
        two.get(0).pending = 5;
        choose(two, 100);
        assertThat(two.get(1).chosen).isEqualTo(100);
    }

    @Test
    void anInstanceThatFailsFastDrawsNoTrafficAlthoughNothingIsPendingThere() {
        List<Fake> two = fakes(100, 100);
        two.get(0).failures = 4;
        two.get(1).pending = 30;
        choose(two, 100);
        assertThat(two.get(1).chosen).isEqualTo(100);
    }

    @Test
    void loadIsRelativeToWeight() {
        List<Fake> two = fakes(100, 300);
        two.get(0).pending = 10;
        two.get(1).pending = 20;
        choose(two, 100);
        assertThat(two.get(1).chosen).isEqualTo(100);
    }

    @Test
    void aSingleInstanceIsChosenWithoutAskingChance() {
        List<Fake> one = fakes(100);
        assertThat(new PowerOfTwoChoices(bound -> {
                            throw new AssertionError();
                        })
                        .choose(null, one))
                .isSameAs(one.get(0));
    }
}
