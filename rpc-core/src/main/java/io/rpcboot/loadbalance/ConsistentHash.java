package io.rpcboot.loadbalance;

import io.rpcboot.core.RpcCall;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Takes the same instance for the same key as long as it is there, whichever process asks; where an instance comes or
 * goes, only its share of the keys moves. So an instance can cache what belongs to its keys.
 *
 * <p>Every instance draws a number from the key and its own address, weighted, and the highest wins (D. Thaler, C.
 * Ravishankar, "Using name-based mappings to increase hit rates", 1998; weights as by C. Schindelhauer and G. Schomaker,
 * 2005): nothing is kept that would have to follow the list. No instance takes more than {@value #BOUND} times its share
 * of what is pending, or {@value #FEW} calls if that is more; what is above goes to the runner-up (V. Mirrokni, M. Thorup,
 * M. Zadimoghaddam, "Consistent Hashing with Bounded Loads", 2016), so that one popular key cannot fell an instance.
 */
public final class ConsistentHash implements LoadBalancer {

    private static final double BOUND = 1.25;

    /** So many calls fell nobody. Without them two keys that meet would part, as the share of three calls is one. */
    private static final int FEW = 4;

    private final ToLongFunction<RpcCall> key;

    /** By the call's {@link HashKey}. */
    public ConsistentHash() {
        this(HashKey::of);
    }

    /** By another key; equal ones must give equal numbers in all processes. */
    public ConsistentHash(ToLongFunction<RpcCall> key) {
        this.key = key;
    }

    @Override
    public Candidate choose(RpcCall call, List<? extends Candidate> candidates) {
        int count = candidates.size();
        if (count == 1) {
            return candidates.get(0);
        }
        long hash = key.applyAsLong(call);
        double pending = 1;
        double weights = 0;
        for (int i = 0; i < count; i++) {
            pending += candidates.get(i).pending();
            weights += candidates.get(i).weight();
        }
        double perWeight = BOUND * pending / weights;
        Candidate best = candidates.get(0);
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            Candidate candidate = candidates.get(i);
            double score = score(hash, candidate);
            if (score > highest && candidate.pending() < Math.max(FEW, Math.ceil(perWeight * candidate.weight()))) {
                best = candidate;
                highest = score;
            }
        }
        return best;
    }

    /** The higher, the rarer, and in proportion to the weight. */
    private static double score(long hash, Candidate candidate) {
        long mixed = HashKey.mix(hash ^ HashKey.mix(addressOf(candidate)));
        double even = ((mixed >>> 11) + 0.5) * 0x1.0p-53; // within 0 and 1, neither included
        return -candidate.weight() / Math.log(even);
    }

    private static long addressOf(Candidate candidate) {
        return 31L * candidate.instance().host().hashCode()
                + candidate.instance().port();
    }
}
