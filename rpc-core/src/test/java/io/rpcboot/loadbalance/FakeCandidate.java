package io.rpcboot.loadbalance;

import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** An instance whose figures a test sets. */
final class FakeCandidate implements Candidate {

    final RpcInstance instance;
    double weight;
    int pending;
    double slowness = 1;
    double failures;
    int chosen;

    FakeCandidate(int port, double weight) {
        instance = new RpcInstance(ServiceId.of("s"), "p" + port, "localhost", port, RpcInstance.Attributes.DEFAULT);
        this.weight = weight;
    }

    /** One a weight. */
    static List<FakeCandidate> of(double... weights) {
        return new ArrayList<>(IntStream.range(0, weights.length)
                .mapToObj(i -> new FakeCandidate(1000 + i, weights[i]))
                .toList());
    }

    @Override
    public RpcInstance instance() {
        return instance;
    }

    @Override
    public double weight() {
        return weight;
    }

    @Override
    public int pending() {
        return pending;
    }

    @Override
    public double slowness() {
        return slowness;
    }

    @Override
    public double recentFailures() {
        return failures;
    }

    @Override
    public String toString() {
        return instance.address();
    }
}
