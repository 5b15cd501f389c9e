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
 * <p>Load is how long a call would take: calls that are pending already, and this one, times how slow the instance is, as
 * in Finagle's "peak EWMA", but on average. Recent failures count as pending calls: without them, an instance that fails
 * fast would have the lowest load and draw the most traffic.
 *
 * <p>The first is drawn in proportion to weights, the second evenly; a pending call weighs less where the weight is
 * more. The first is left for the second the more surely the more their loads differ: equally loaded instances are called
 * in proportion to their weights, and small differences, which are chance, change little.
 */
public final class PowerOfTwoChoices implements LoadBalancer {

    /** How many pending calls a fresh failure weighs as much as. */
    private static final double FAILURE_COST = 10;

    /** The finest chance that is asked for. */
    private static final int CHANCES = 1 << 24;

    /** How often a light one is put back for another; then whoever is drawn stays. */
    private static final int MAX_REDRAWS = 32;

    private final IntUnaryOperator random;

    /** The greatest weight that was seen in a list; threads may overwrite each other's, and see it again. */
    private volatile Heaviest heaviest = new Heaviest(List.of(), 0);

    private record Heaviest(List<? extends Candidate> candidates, double weight) {}

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
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        int drawn = draw(candidates);
        int another = random.applyAsInt(candidates.size() - 1);
        Candidate first = candidates.get(drawn);
        Candidate second = candidates.get(another < drawn ? another : another + 1); // never the same
        double meanWeight = (first.weight() + second.weight()) / 2;
        double ratio = load(second, meanWeight) / load(first, meanWeight);
        return ratio < 1 && !happens(ratio * ratio * ratio * ratio) ? second : first;
    }

    /** The place of one that is drawn in proportion to weights. */
    private int draw(List<? extends Candidate> candidates) {
        double maxWeight = maxWeight(candidates);
        int place = random.applyAsInt(candidates.size());
        for (int i = 0; i < MAX_REDRAWS; i++) {
            double weight = candidates.get(place).weight();
            if (weight > maxWeight) { // it has grown
                heaviest = new Heaviest(candidates, weight);
            }
            if (happens(weight / maxWeight)) {
                break;
            }
            place = random.applyAsInt(candidates.size());
        }
        return place;
    }

    private double maxWeight(List<? extends Candidate> candidates) {
        Heaviest last = heaviest;
        if (last.candidates() != candidates) {
            double weight = 0;
            for (int i = 0; i < candidates.size(); i++) {
                weight = Math.max(weight, candidates.get(i).weight());
            }
            last = new Heaviest(candidates, weight);
            heaviest = last;
        }
        return last.weight();
    }

    private boolean happens(double chance) {
        return chance >= 1 || random.applyAsInt(CHANCES) < chance * CHANCES;
    }

    private static double load(Candidate candidate, double meanWeight) {
        double calls =
                (candidate.pending() + FAILURE_COST * candidate.recentFailures()) * meanWeight / candidate.weight();
        return (calls + 1) * candidate.slowness();
    }
}
