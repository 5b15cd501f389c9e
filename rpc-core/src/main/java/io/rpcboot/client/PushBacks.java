package io.rpcboot.client;

import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.Ticker;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The instances that have asked not to be called for a while, as far as one method goes: what they ask may be for its
 * sake alone. Safe for use by many threads; costs a call one read while nobody has asked.
 */
final class PushBacks {

    /** No instance can keep calls away for longer. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Ticker ticker;
    private final Map<Endpoint, Long> until = new ConcurrentHashMap<>();
    private volatile boolean any;

    PushBacks(Ticker ticker) {
        this.ticker = ticker;
    }

    /** The instance has asked for this. */
    void add(Endpoint endpoint, RetryAfter after) {
        if (after.millis() > 0) {
            long nanos = Math.min(TimeUnit.MILLISECONDS.toNanos(after.millis()), LONGEST_NANOS);
            until.put(endpoint, ticker.nanos() + nanos);
            any = true;
        }
    }

    /** The candidates without those that have asked; all of them if nobody else is left. */
    List<Target> passOver(List<Target> candidates) {
        if (!any) {
            return candidates;
        }
        long now = ticker.nanos();
        until.values().removeIf(end -> end - now <= 0);
        if (until.isEmpty()) {
            any = false;
            any = !until.isEmpty(); // somebody may have asked between the lines
        }
        List<Target> others = candidates.stream()
                .filter(target -> !until.containsKey(target.endpoint()))
                .toList();
        return others.isEmpty() ? candidates : others;
    }

    /** How long it takes until one of the candidates may be called; 0 if one may now, or if there are none. */
    long waitNanos(List<Target> candidates) {
        if (!any) {
            return 0;
        }
        long now = ticker.nanos();
        return candidates.stream()
                .mapToLong(target -> Math.max(0, until.getOrDefault(target.endpoint(), now) - now))
                .min()
                .orElse(0);
    }
}
