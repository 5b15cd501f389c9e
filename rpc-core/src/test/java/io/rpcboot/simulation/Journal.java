package io.rpcboot.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What happened in a simulation. Times are seconds since its beginning; a call counts when it begins. */
final class Journal {

    private final List<Provider> providers;
    private final VirtualTime time;
    private double[] begun = new double[1 << 16];

    /** Seconds; less than 0 for a failure. */
    private double[] took = new double[1 << 16];

    private int ended;

    /** By provider and second. */
    private int[][] attempts = {};

    /** All of them, one after another. */
    private final List<Attempt> log = new ArrayList<>();

    private record Attempt(float at, long key, Provider provider) {}

    Journal(List<Provider> providers, VirtualTime time) {
        this.providers = providers;
        this.time = time;
    }

    void ended(double begunAt, boolean well) {
        if (ended == begun.length) {
            begun = Arrays.copyOf(begun, 2 * ended);
            took = Arrays.copyOf(took, 2 * ended);
        }
        double latency = time.seconds() - begunAt;
        begun[ended] = begunAt;
        took[ended++] = well ? latency : -latency - 1;
    }

    void attempted(Provider provider, long key) {
        log.add(new Attempt((float) time.seconds(), key, provider));
        int second = (int) time.seconds();
        if (provider.number >= attempts.length) {
            int before = attempts.length;
            attempts = Arrays.copyOf(attempts, providers.size());
            for (int i = before; i < attempts.length; i++) {
                attempts[i] = new int[64];
            }
        }
        int[] own = attempts[provider.number];
        if (second >= own.length) {
            own = Arrays.copyOf(own, 2 * second);
            attempts[provider.number] = own;
        }
        own[second]++;
    }

    // ---------------------------------------------------------------- calls

    /** How many calls have ended that began between these times. */
    int calls(double from, double to) {
        return count(from, to, false);
    }

    /** How many of these failed. */
    int failures(double from, double to) {
        return count(from, to, true);
    }

    private int count(double from, double to, boolean failuresOnly) {
        int count = 0;
        for (int i = 0; i < ended; i++) {
            if (begun[i] >= from && begun[i] < to && (took[i] < 0 || !failuresOnly)) {
                count++;
            }
        }
        return count;
    }

    /** Milliseconds within which this part of the calls that went well were answered; 0 if there were none. */
    double percentile(double part, double from, double to) {
        double[] latencies = new double[ended];
        int count = 0;
        for (int i = 0; i < ended; i++) {
            if (begun[i] >= from && begun[i] < to && took[i] >= 0) {
                latencies[count++] = took[i];
            }
        }
        if (count == 0) {
            return 0;
        }
        Arrays.sort(latencies, 0, count);
        return 1_000 * latencies[Math.min(count - 1, (int) (part * count))];
    }

    // ---------------------------------------------------------------- attempts

    /** How many attempts were made at providers of this kind in these seconds. */
    int attempts(Predicate<Provider> kind, int from, int to) {
        int sum = 0;
        for (Provider provider : providers) {
            if (provider.number < attempts.length && kind.test(provider)) {
                int[] own = attempts[provider.number];
                for (int second = from; second < Math.min(to, own.length); second++) {
                    sum += own[second];
                }
            }
        }
        return sum;
    }

    /** What part of all attempts went to providers of this kind; 0 if there were none at all. */
    double share(Predicate<Provider> kind, int from, int to) {
        int all = attempts(any -> true, from, to);
        return all == 0 ? 0 : (double) attempts(kind, from, to) / all;
    }

    /** What the provider got that got most. */
    double largestShare(int from, int to) {
        double largest = 0;
        for (Provider provider : providers) {
            largest = Math.max(largest, share(provider::equals, from, to));
        }
        return largest;
    }

    /**
     * What part of the calls, of all keys but one, went from the third time to the fourth to the provider that got most
     * calls of their key from the first time to the second.
     */
    double faithfulness(long exceptKey, double homeFrom, double homeTo, double from, double to) {
        Map<Long, int[]> counts = new HashMap<>();
        for (Attempt attempt : log) {
            if (attempt.at() >= homeFrom && attempt.at() < homeTo) {
                counts.computeIfAbsent(attempt.key(), key -> new int[providers.size()])[attempt.provider().number]++;
            }
        }
        int all = 0;
        int faithful = 0;
        for (Attempt attempt : log) {
            int[] ofKey = counts.get(attempt.key());
            if (attempt.at() >= from && attempt.at() < to && attempt.key() != exceptKey && ofKey != null) {
                all++;
                faithful += ofKey[attempt.provider().number]
                                == Arrays.stream(ofKey).max().getAsInt()
                        ? 1
                        : 0;
            }
        }
        return all == 0 ? 0 : (double) faithful / all;
    }
}
