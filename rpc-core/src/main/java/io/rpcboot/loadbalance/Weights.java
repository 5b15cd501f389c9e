package io.rpcboot.loadbalance;

import java.util.List;

/** Sums of what candidates say; without iterators, since it is done for every call. */
final class Weights {

    private Weights() {}

    static double sum(List<? extends Candidate> candidates) {
        double sum = 0;
        for (int i = 0; i < candidates.size(); i++) {
            sum += candidates.get(i).weight();
        }
        return sum;
    }
}
