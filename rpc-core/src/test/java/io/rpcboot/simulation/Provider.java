package io.rpcboot.simulation;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.ServiceId;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.simulation.SimulatedTransport.Attempt;
import io.rpcboot.simulation.SimulatedTransport.Link;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * A process that provides the service: so many workers behind one queue. A call takes a time that is drawn from an
 * exponential distribution, which is harder on a balancer than calls that are all alike.
 */
final class Provider {

    /** What it does with a call that reaches it. */
    private enum Mood {
        WORKS,
        /** Answers at once with an error, as a method does whose database is away. */
        FAILS,
        /** Takes calls and never answers; its connections stand. */
        HANGS,
        /** Loses the call halfway, as if its connection broke. */
        BREAKS,
        /** Takes no call. */
        REFUSES
    }

    /** What a provider is like from its start. */
    static final class Settings {
        int workers = 4;
        int queue = 1_000;
        double meanMillis = 10;
        int weight = Attributes.DEFAULT_WEIGHT;
        String zone = "";
        String role = Attributes.PRIMARY;

        /** Until it has served so many calls it is slower: ten times at the first, evenly less from call to call. */
        int coldCalls;
    }

    private static final RpcStatus BROKEN = RpcStatus.of(Code.UNKNOWN, "the database is away");
    private static final RpcStatus FULL =
            RpcStatus.of(Code.RESOURCE_EXHAUSTED, "the queue is full").withNotExecuted(true);
    private static final RpcStatus DISOWNED =
            RpcStatus.of(Code.UNAVAILABLE, "going away").withNotExecuted(true);
    private static final double FAILING_TAKES = 0.001;
    private static final double COLD = 10;

    final int number;
    final Settings settings;
    private final Simulation simulation;
    private final Random random;
    private final Set<Link> links = new LinkedHashSet<>();
    private final Queue<Attempt> queue = new ArrayDeque<>();
    private Mood mood = Mood.WORKS;
    private double factor = 1;
    private boolean shrunk;
    private double stragglers;
    private int busy;
    private int served;
    private int starts;
    private boolean up;
    private boolean draining;

    Provider(int number, Settings settings, Simulation simulation, Random random) {
        this.number = number;
        this.settings = settings;
        this.simulation = simulation;
        this.random = random;
    }

    RpcInstance instance() {
        return new RpcInstance(
                ServiceId.of(Work.class.getName()),
                "process-" + number + "-" + starts,
                "host",
                number + 1,
                new Attributes("", "", settings.zone, settings.role, settings.weight, 0));
    }

    // ---------------------------------------------------------------- what happens to it

    /** Starts the process; it is registered, too. */
    void start() {
        breakLinks();
        starts++;
        up = true;
        draining = false;
        mood = Mood.WORKS;
        busy = 0;
        served = 0;
        simulation.registry().register(this);
    }

    /** As the starter stops: leaves the registry, says GOAWAY, answers what it has, closes; then runs the rest. */
    void stop(Runnable afterwards) {
        simulation.registry().unregister(this);
        simulation.after(Simulation.BETWEEN_WITHDRAWAL_AND_GOAWAY, () -> {
            draining = true;
            Set.copyOf(links).forEach(Link::goAway);
            whenDrained(afterwards);
        });
    }

    private void whenDrained(Runnable afterwards) {
        if (busy > 0 || !queue.isEmpty()) {
            simulation.after(0.01, () -> whenDrained(afterwards));
            return;
        }
        up = false;
        afterwards.run();
    }

    /** As {@code kill -9}: connections break at once, the registry notices when the session is over. */
    void kill() {
        up = false;
        queue.clear();
        busy = 0;
        starts++; // what was running is forgotten
        breakLinks();
        simulation.registry().expire(this);
    }

    /** As if the power went: nobody is told anything. */
    void vanish() {
        int then = starts;
        hang();
        simulation.registry().expire(this);
        simulation.after(Simulation.KEEP_ALIVE, () -> {
            if (starts == then) {
                up = false;
                breakLinks();
            }
        });
    }

    private void breakLinks() {
        Set.copyOf(links).forEach(link -> link.cut(broken()));
        links.clear();
    }

    /** What all calls end with that are on a connection as it breaks, and no others. */
    private static RpcStatus broken() {
        return RpcStatus.of(Code.UNAVAILABLE, "the connection broke");
    }

    void fail() {
        mood = Mood.FAILS;
    }

    void hang() {
        mood = Mood.HANGS;
        queue.clear();
    }

    void breakOff() {
        mood = Mood.BREAKS;
    }

    void refuse() {
        mood = Mood.REFUSES;
    }

    void slow(double times) {
        factor = times;
    }

    /** All workers but one are gone, that one is so much slower, and there is no queue. */
    void shrink(double times) {
        shrunk = true;
        factor = times;
    }

    /** This part of all calls takes twenty times as long. */
    void stragglers(double part) {
        stragglers = part;
    }

    void recover() {
        mood = Mood.WORKS;
        factor = 1;
        shrunk = false;
    }

    // ---------------------------------------------------------------- connections and calls

    /** Whether somebody who looks for this process is let in. */
    boolean accepts(String processId) {
        return up && !draining && mood != Mood.HANGS && instance().processId().equals(processId);
    }

    /** Whether somebody is there to refuse a connection. */
    boolean isReachable() {
        return mood != Mood.HANGS;
    }

    void linked(Link link) {
        links.add(link);
    }

    void unlinked(Link link) {
        links.remove(link);
    }

    void arrive(Attempt attempt) {
        if (draining || !up) {
            attempt.answer(DISOWNED);
            return;
        }
        switch (mood) {
            case WORKS -> enqueue(attempt);
            case FAILS -> simulation.after(FAILING_TAKES, () -> attempt.answer(BROKEN));
            case HANGS -> {}
            case BREAKS -> simulation.after(FAILING_TAKES, () -> attempt.answer(broken()));
            case REFUSES -> attempt.answer(FULL);
        }
    }

    private void enqueue(Attempt attempt) {
        if (busy < (shrunk ? 1 : settings.workers)) {
            work(attempt);
        } else if (queue.size() < (shrunk ? 0 : settings.queue)) {
            queue.add(attempt);
        } else {
            attempt.answer(FULL);
        }
    }

    private void work(Attempt attempt) {
        int process = starts;
        busy++;
        simulation.after(drawSeconds(), () -> {
            if (starts != process) {
                return;
            }
            busy--;
            if (mood != Mood.HANGS) {
                attempt.answer(RpcStatus.OK);
                goOn();
            }
        });
    }

    private void goOn() {
        for (Attempt next = queue.poll(); next != null; next = queue.poll()) {
            if (!next.isOver()) { // else its caller has given up, and said so
                work(next);
                return;
            }
        }
    }

    private double drawSeconds() {
        double cold = Math.max(0, settings.coldCalls - served);
        served++;
        double straggling = stragglers > 0 && random.nextDouble() < stragglers ? 20 : 1;
        double mean = settings.meanMillis * factor * straggling;
        if (cold > 0) {
            mean *= 1 + (COLD - 1) * cold / settings.coldCalls;
        }
        return -StrictMath.log(1 - random.nextDouble()) * mean / 1_000;
    }
}
