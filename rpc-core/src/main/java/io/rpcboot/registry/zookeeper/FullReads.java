package io.rpcboot.registry.zookeeper;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Full reads of services, by the watch thread. Those that wait for their turn are read together, so that the way to
 * ZooKeeper is gone a few times for all of them: a process that starts, or connects again, may follow many.
 */
final class FullReads {

    /** So many services at a time, because all answers are held until the last one has come. */
    private static final int TOGETHER = 64;

    private final Worker thread;
    private final Set<ServiceWatch> due = new LinkedHashSet<>();

    FullReads(Worker thread) {
        this.thread = thread;
    }

    /** Soon reads this service. Any thread. */
    void request(ServiceWatch watch) {
        boolean first;
        synchronized (due) {
            first = due.isEmpty();
            due.add(watch);
        }
        if (first) {
            thread.execute(this::readDue);
        }
    }

    private void readDue() {
        List<ServiceWatch.FullRead> reads = takeDue().stream()
                .map(ServiceWatch::fullRead)
                .filter(Objects::nonNull)
                .toList();
        for (int step = 0; step < ServiceWatch.STEPS; step++) {
            reads = take(step, reads);
        }
    }

    /** All of them take this step; returns those that can go on. */
    private static List<ServiceWatch.FullRead> take(int step, List<ServiceWatch.FullRead> reads) {
        return reads.stream().filter(read -> read.step(step)).toList();
    }

    private List<ServiceWatch> takeDue() {
        List<ServiceWatch> taken = new ArrayList<>();
        synchronized (due) {
            Iterator<ServiceWatch> waiting = due.iterator();
            while (waiting.hasNext() && taken.size() < TOGETHER) {
                taken.add(waiting.next());
                waiting.remove();
            }
            if (!due.isEmpty()) {
                thread.execute(this::readDue);
            }
        }
        return taken;
    }
}
