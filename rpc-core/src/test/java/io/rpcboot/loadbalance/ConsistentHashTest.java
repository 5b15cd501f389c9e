package io.rpcboot.loadbalance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsistentHashTest extends WeightContract {

    private long key;

    @Override
    LoadBalancer balancer() {
        return new ConsistentHash(call -> HashKey.mix(key++));
    }

    private Candidate chosenFor(long key, List<FakeCandidate> candidates) {
        return new ConsistentHash(call -> key).choose(null, candidates);
    }

    @Test
    void theSameKeyGoesToTheSameInstanceWhereverItStandsInTheList() {
        List<FakeCandidate> five = FakeCandidate.of(1, 1, 1, 1, 1);
        Candidate before = chosenFor(42, five);
        List<FakeCandidate> turned = new ArrayList<>(five);
        Collections.reverse(turned);
        assertThat(chosenFor(42, turned)).isSameAs(before);
    }

    @Test
    void onlyTheKeysOfAnInstanceThatGoesMove() {
        List<FakeCandidate> five = FakeCandidate.of(1, 1, 1, 1, 1);
        List<FakeCandidate> four = five.subList(0, 4);
        for (long key = 0; key < 1_000; key++) {
            Candidate before = chosenFor(key, five);
            if (before != five.get(4)) {
                assertThat(chosenFor(key, four)).isSameAs(before);
            }
        }
    }

    @Test
    void aPopularKeyFillsItsInstanceOnlyUpToTheBound() {
        List<FakeCandidate> four = FakeCandidate.of(1, 1, 1, 1);
        for (int i = 0; i < 400; i++) {
            ((FakeCandidate) chosenFor(42, four)).pending++;
        }
        FakeCandidate favourite = (FakeCandidate) chosenFor(42, FakeCandidate.of(1, 1, 1, 1));
        assertThat(four).allSatisfy(one -> assertThat(one.pending).isLessThanOrEqualTo(126));
        assertThat(four.get(favourite.instance.port() - 1000).pending).isGreaterThan(120);
    }

    @Test
    void aFewCallsAtATimeStayTogether() {
        List<FakeCandidate> four = FakeCandidate.of(1, 1, 1, 1);
        FakeCandidate favourite = (FakeCandidate) chosenFor(42, four);
        favourite.pending = 3;
        assertThat(chosenFor(42, four)).isSameAs(favourite);
        favourite.pending = 4;
        assertThat(chosenFor(42, four)).isNotSameAs(favourite);
    }
}
