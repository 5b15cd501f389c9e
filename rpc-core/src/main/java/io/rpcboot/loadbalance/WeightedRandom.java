package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/** Draws an instance by chance, in proportion to weights. Knows nothing of load: for calls that all cost the same. */
public final class WeightedRandom implements LoadBalancer {

    private final DoubleSupplier random;

    /** With the thread's own source of chance. */
    public WeightedRandom() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** With this source of chance: numbers from 0 up to 1, excluded. */
    public WeightedRandom(DoubleSupplier random) {
        this.random = random;
    }

    @Override
    public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
        int last = candidates.size() - 1;
        if (last == 0) {
            return candidates.get(0);
        }
        double left = random.getAsDouble() * sum(candidates);
        for (int i = 0; i < last; i++) {
            left -= candidates.get(i).weight();
            if (left < 0) {
                return candidates.get(i);
            }
        }
        return candidates.get(last);
    }

    /** Without an iterator, since it is done for every call. */
    private static double sum(List<? extends Candidate> candidates) {
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += candidates.get(i).weight();
        }
        return sum;
    }
}
