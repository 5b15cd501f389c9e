package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes instances in turn, in proportion to weights, and as evenly as weights allow: 5, 1, 1 gives a a b a c a a, never
 * five in a row. That is nginx's "smooth weighted round robin": each turn every instance earns its weight, and the
 * richest is taken and pays all that was earned.
 */
public final class RoundRobin implements LoadBalancer {

    // Guarded by this.
    private List<? extends Candidate> known = List.of();
    private double[] earned = {};

    @Override
    public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
        return candidates.size() == 1 ? candidates.get(0) : next(candidates);
    }

    private synchronized Candidate next(List<? extends Candidate> candidates) {
        if (known != candidates) {
            earned = carriedOver(candidates);
            known = candidates;
        }
        double all = 0;
        int richest = 0;
        for (int i = 0; i < earned.length; i++) {
            double weight = candidates.get(i).weight();
            all += weight;
            earned[i] += weight;
            if (earned[i] > earned[richest]) {
                richest = i;
            }
        }
        earned[richest] -= all;
        return candidates.get(richest);
    }

    /** What those have earned who were there before; the others begin with nothing. */
    private double[] carriedOver(List<? extends Candidate> candidates) {
        double[] carried = new double[candidates.size()];
        for (int i = 0; i < carried.length; i++) {
            carried[i] = earnedBy(candidates.get(i), i);
        }
        return carried;
    }

    private double earnedBy(Candidate candidate, int guess) {
        if (at(guess) == candidate) {
            return earned[guess];
        }
        for (int i = 0; i < earned.length; i++) {
            if (at(i) == candidate) {
                return earned[i];
            }
        }
        return 0;
    }

    private @Nullable Candidate at(int place) {
        return place < known.size() ? known.get(place) : null;
    }
}
