package io.rpcboot.client;

import io.rpcboot.core.Deadline;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells calls that their time is up. Nearly all end long before, so none costs a task of a timer, or a thread that the
 * kernel must be ready to wake by the clock: a call is linked into a list and out of it again. The lists are gone
 * through when the earliest deadline comes that was in them the last time or was added since: in the rhythm of the
 * timeouts, not of the calls. Safe for use by many threads.
 *
 * <p>On its timer's thread no code of users ever runs, so that nobody can keep others from their deadlines.
 */
final class DeadlineWatch {

    private static final Logger log = LoggerFactory.getLogger(DeadlineWatch.class);

    /** A power of two: enough for threads that call at the same time to seldom meet at a list. */
    private static final int LISTS = 16;

    /** Deadlines that are closer to each other than this are not worth a look each. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final Timer timer;
    private final Executor elsewhere;
    private final Ticker ticker;
    private final WatchList[] lists = new WatchList[LISTS];

    /** The one look that is planned; null if none is, because nothing was in the lists. Written with this object's lock. */
    private volatile @Nullable Look next;

    private static final class Look {

        final Deadline time;
        Timer.@Nullable Cancellable task;

        Look(Deadline time) {
            this.time = time;
        }
    }

    /**
     * Without calls as yet.
     *
     * @param timer is used for nothing else
     * @param elsewhere where calls end, at their deadline, that no thread waits for
     */
    DeadlineWatch(Timer timer, Executor elsewhere, Ticker ticker) {
        this.timer = timer;
        this.elsewhere = elsewhere;
        this.ticker = ticker;
        for (int i = 0; i < LISTS; i++) {
            lists[i] = new WatchList();
        }
    }

    /** Begins the call, whose end takes it {@linkplain #remove out} again. */
    void begin(ClientCall call, RpcHandler handler) {
        add(call); // first: the end may come at any time once the handler has it
        try {
            handler.handle(call, call);
        } catch (Throwable e) {
            remove(call);
            throw e;
        }
    }

    /** From now on the call {@linkplain ClientCall#onDeadline hears} of its deadline, if it has one. */
    void add(ClientCall call) {
        if (call.deadline().isFinite()) {
            lists[(int) Thread.currentThread().getId() & LISTS - 1].add(call);
            lookAt(call.deadline());
        }
    }

    /** The call has ended. To be called by the thread that added it, or by one that has the call from there. */
    void remove(ClientCall call) {
        WatchList list = call.watchList;
        if (list != null) {
            list.remove(call);
        }
    }

    private void lookAt(Deadline time) {
        Look planned = next;
        if (planned == null || time.isBefore(planned.time)) {
            plan(time);
        }
    }

    private synchronized void plan(Deadline time) {
        Look planned = next;
        if (planned != null && !time.isBefore(planned.time)) {
            return;
        }
        Look look = new Look(time);
        look.task = timer.schedule(() -> look(look), time.remainingNanos());
        next = look;
        if (planned != null && planned.task != null) {
            planned.task.cancel();
        }
    }

    /** Whether the look's time has come; not if an earlier one took its place. */
    private synchronized boolean begins(Look look) {
        if (next != look) {
            return false;
        }
        next = null; // who adds a call from here on plans a look of its own
        return true;
    }

    private void look(Look look) {
        if (!begins(look)) {
            return;
        }
        Deadline now = Deadline.afterNanos(0, ticker);
        Deadline soonest = Deadline.NONE;
        List<ClientCall> overdue = new ArrayList<>();
        for (WatchList list : lists) {
            soonest = soonest.min(list.takeOverdue(now, overdue));
        }
        if (soonest.isFinite()) {
            Deadline paused = Deadline.afterNanos(PAUSE_NANOS, ticker);
            lookAt(soonest.isBefore(paused) ? paused : soonest);
        }
        overdue.forEach(this::tell);
    }

    private void tell(ClientCall call) {
        try {
            call.onDeadline(elsewhere);
        } catch (Throwable e) { // no thread to be had, perhaps; others' time is up, too
            log.error("{} could not be told that its deadline has passed", call, e);
        }
    }
}
