package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Takes the instance with the fewest pending calls by weight; of equals, the first from a place drawn by chance. Looks
 * at all of them, and many clients may run to the same: {@link PowerOfTwoChoices} does neither.
 */
public final class LeastPending implements LoadBalancer {

    private final IntUnaryOperator random;

    /** With the thread's own source of chance. */
    public LeastPending() {
        this(bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /** With this source of chance: from a bound, a number from 0 up to it, excluded. */
    public LeastPending(IntUnaryOperator random) {
        this.random = random;
    }

    @Override
    public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
        int count = candidates.size();
        if (count == 1) {
            return candidates.get(0);
        }
        int start = random.applyAsInt(count);
        Candidate best = candidates.get(start);
        double least = load(best);
        for (int i = start + 1; i < start + count; i++) {
            Candidate candidate = candidates.get(i < count ? i : i - count);
            double load = load(candidate);
            if (load < least) {
                best = candidate;
                least = load;
            }
        }
        return best;
    }

    private static double load(Candidate candidate) {
        return (candidate.pending() + 1) / candidate.weight();
    }
}
