package io.rpcboot.client;

import io.rpcboot.core.Deadline;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Ends the calls whose time is up. Nearly all end long before, so none costs a task of a timer, or a thread that the
 * kernel must be ready to wake by the clock: a call is linked into a list and out again. The lists are gone through
 * when the earliest deadline comes that was in them the last time or was added since: in the rhythm of the timeouts,
 * not of the calls. Safe for use by many threads.
 */
final class DeadlineWatch {

    /** A power of two: enough for threads that call at the same time to seldom meet at a list. */
    private static final int LISTS = 16;

    /** Deadlines that are closer to each other than this are not worth a look each. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Timer timer;
    private final Ticker ticker;
    private final WatchList[] lists = new WatchList[LISTS];

    /** When the next look is planned; null if none is, because nothing was in the lists. */
    private final AtomicReference<@Nullable Deadline> nextLook = new AtomicReference<>();

    DeadlineWatch(Timer timer, Ticker ticker) {
        this.timer = timer;
        this.ticker = ticker;
        for (int i = 0; i < LISTS; i++) {
            lists[i] = new WatchList();
        }
    }

    /** From now on the call {@linkplain AwaitedCall#onDeadline hears} of its deadline, if it has one. */
    void add(AwaitedCall call) {
        if (call.deadline().isFinite()) {
            lists[(int) Thread.currentThread().getId() & LISTS - 1].add(call);
            lookAt(call.deadline());
        }
    }

    /** The call has ended. */
    void remove(AwaitedCall call) {
        WatchList list = call.watchList; // without its lock: it was added before anything could end it
        if (list != null) {
            list.remove(call);
        }
    }

    private void lookAt(Deadline time) {
        Deadline planned = nextLook.get();
        while (planned == null || time.isBefore(planned)) {
            if (nextLook.compareAndSet(planned, time)) {
                timer.schedule(this::look, time.remainingNanos());
                return;
            }
            planned = nextLook.get();
        }
    }

    private void look() {
        nextLook.set(null); // first: who adds a call from here on plans a look of its own
        Deadline now = Deadline.afterNanos(0, ticker);
        Deadline soonest = Deadline.NONE;
        List<AwaitedCall> overdue = new ArrayList<>();
        for (WatchList list : lists) {
            soonest = soonest.min(list.takeOverdue(now, overdue));
        }
        if (soonest.isFinite()) {
            Deadline paused = Deadline.afterNanos(PAUSE_NANOS, ticker);
            lookAt(soonest.isBefore(paused) ? paused : soonest);
        }
        overdue.forEach(AwaitedCall::onDeadline);
    }
}
