package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundRobinTest extends WeightContract {

    private final LoadBalancer balancer = new RoundRobin();

    @Override
    LoadBalancer balancer() {
        return balancer;
    }

    private String turns(List<FakeCandidate> candidates, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "abc".charAt(candidates.indexOf(balancer.choose(null, candidates))) + "")
                .collect(Collectors.joining());
    }

    @Test
    void theHeavyOneIsNotCalledInARow() {
        assertThat(turns(FakeCandidate.of(5, 1, 1), 14)).isEqualTo("aabacaaaabacaa");
    }

    @Test
    void aTurnIsKeptWhenTheListIsReplacedByAnEqualOne() {
        List<FakeCandidate> three = FakeCandidate.of(1, 1, 1);
        assertThat(turns(three, 1) + turns(List.copyOf(three), 2)).isEqualTo("abc");
    }
}
