package io.rpcboot.simulation;

import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import java.util.PriorityQueue;

/** A clock that stands still while something happens and then jumps to what happens next. For one thread. */
final class VirtualTime implements Ticker, Timer {

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private long now;
    private long scheduled;

    private static final class Event implements Comparable<Event>, Cancellable {

        private final long at;

        /** What is due at the same time happens in the order in which it was scheduled. */
        private final long order;

        private Runnable task;

        Event(long at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        @Override
        public void cancel() {
            task = () -> {};
        }
    }

    static long nanos(double seconds) {
        return (long) (seconds * 1e9);
    }

    @Override
    public long nanos() {
        return now;
    }

    double seconds() {
        return now / 1e9;
    }

    @Override
    public Cancellable schedule(Runnable task, long delayNanos) {
        Event event = new Event(now + Math.max(0, delayNanos), scheduled++, task);
        events.add(event);
        return event;
    }

    /** Runs what is due until then. */
    void runUntil(double seconds) {
        long until = nanos(seconds);
        while (!events.isEmpty() && events.peek().at <= until) {
            Event next = events.remove();
            now = next.at;
            next.task.run();
        }
        now = until;
    }
}
