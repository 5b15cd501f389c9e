package io.rpcboot.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps second requests from becoming a burden: eight to a hundred calls, and at most ten at once beyond that. When all
 * calls become slow, all of them are late, and each would be made twice just when that helps least. Safe for use by many
 * threads.
 */
public final class HedgeBudget {

    private static final int PER_CALL = 8;
    private static final int PER_HEDGE = 100;
    private static final int MOST = 10 * PER_HEDGE;

    private final AtomicInteger saved = new AtomicInteger();

    /** Empty. */
    public HedgeBudget() {}

    /** A call has begun. */
    public void recordCall() {
        if (saved.get() < MOST) {
            saved.getAndAdd(PER_CALL); // a few too many where threads meet do no harm
        }
    }

    /** Takes a second request out of the budget; false if there is none left. */
    public boolean tryHedge() {
        int had = saved.get();
        while (had >= PER_HEDGE) {
            if (saved.compareAndSet(had, had - PER_HEDGE)) {
                return true;
            }
            had = saved.get();
        }
        return false;
    }
}
