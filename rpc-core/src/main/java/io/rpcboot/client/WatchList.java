package io.rpcboot.client;

import io.rpcboot.core.Deadline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls that wait for their ends, linked by fields of their own, so that one comes and goes without anything else. */
final class WatchList {

    private @Nullable ClientCall first;

    synchronized void add(ClientCall call) {
        ClientCall next = first;
        call.watchList = this;
        call.nextWatched = next;
        if (next != null) {
            next.previousWatched = call;
        }
        first = call;
    }

    /** Does nothing if the call is not in here, or no longer. */
    synchronized void remove(ClientCall call) {
        if (call.watchList == this) {
            unlink(call);
        }
    }

    private void unlink(ClientCall call) {
        ClientCall previous = call.previousWatched;
        ClientCall next = call.nextWatched;
        if (previous == null) {
            first = next;
        } else {
            previous.nextWatched = next;
        }
        if (next != null) {
            next.previousWatched = previous;
        }
        call.watchList = null;
        call.previousWatched = null;
        call.nextWatched = null;
    }

    /** Moves the calls whose deadline has come to {@code overdue}; returns the earliest deadline of the others. */
    synchronized Deadline takeOverdue(Deadline now, List<ClientCall> overdue) {
        Deadline soonest = Deadline.NONE;
        ClientCall call = first;
        while (call != null) {
            ClientCall next = call.nextWatched;
            if (now.isBefore(call.deadline())) {
                soonest = soonest.min(call.deadline());
            } else {
                unlink(call);
                overdue.add(call);
            }
            call = next;
        }
        return soonest;
    }
}
