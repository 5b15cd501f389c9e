package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;

/**
 * Compares two instances drawn at random and takes the less loaded one, which comes close to the best choice of all
 * without the herd that all clients' best choice attracts (M. Mitzenmacher, "The Power of Two Choices in Randomized
 * Load Balancing", 1996).
 *
 * <p>Load is pending calls plus what recent failures count, by weight. Without the failures, an instance that fails
 * fast would have the fewest pending calls and draw the most traffic.
 */
public final class PowerOfTwoChoices implements LoadBalancer {

    /** How many pending calls a fresh failure weighs as much as. */
    private static final double FAILURE_COST = 10;

    private final IntUnaryOperator random;

    /** With the thread's own source of chance. */
    public PowerOfTwoChoices() {
        this(bound -> ThreadLocalRandom.current().nextInt(bound));
    }

    /** With this source of chance: from a bound, a number from 0 up to it, excluded. */
    public PowerOfTwoChoices(IntUnaryOperator random) {
        this.random = random;
    }

    @Override
    public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
        int count = candidates.size();
        if (count == 1) {
            return candidates.get(0);
        }
        int first = random.applyAsInt(count);
        int second = random.applyAsInt(count - 1);
        Candidate one = candidates.get(first);
        Candidate other = candidates.get(second < first ? second : second + 1); // never the same
        return load(one) <= load(other) ? one : other;
    }

    private static double load(Candidate candidate) {
        double calls = candidate.pending() + 1 + FAILURE_COST * candidate.recentFailures();
        return calls / candidate.instance().attributes().weight();
    }
}
