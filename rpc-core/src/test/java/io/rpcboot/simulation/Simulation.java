package io.rpcboot.simulation;

import io.rpcboot.client.Reference;
import io.rpcboot.client.RpcClient;
import io.rpcboot.client.VirtualClients;
import io.rpcboot.core.RpcCall;
import io.rpcboot.loadbalance.ConsistentHash;
import io.rpcboot.loadbalance.LeastPending;
import io.rpcboot.loadbalance.LoadBalancer;
import io.rpcboot.loadbalance.PowerOfTwoChoices;
import io.rpcboot.loadbalance.RoundRobin;
import io.rpcboot.loadbalance.WeightedRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongUnaryOperator;

/**
 * Providers, callers and a network between them on a virtual clock: the callers are real clients with all their
 * policies, everything else is a model. Callers do not wait for answers before they call again. Two simulations that
 * differ in a policy only have the same arrivals of calls. For one thread.
 */
final class Simulation {

    static final double ONE_WAY = 0.000_25;
    static final double ONE_WAY_BETWEEN_ZONES = 0.001;
    static final double CONNECT_TIMEOUT = 5;

    /** Until a connection to a peer that is gone without a word is given up: silence, and a ping without an answer. */
    static final double KEEP_ALIVE = 40;

    static final double SESSION = 10;
    static final double BETWEEN_WITHDRAWAL_AND_GOAWAY = 0.5;

    private static final Map<String, Function<Random, LoadBalancer>> BALANCERS = Map.of(
            "p2c", random -> new PowerOfTwoChoices(random::nextInt),
            "random", random -> new WeightedRandom(random::nextDouble),
            "round-robin", random -> new RoundRobin(),
            "least-pending", random -> new LeastPending(random::nextInt),
            "consistent-hash", random -> new ConsistentHash());

    private final VirtualTime time = new VirtualTime();
    private final SimulatedRegistry registry = new SimulatedRegistry(this);
    private final List<Provider> providers = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final Journal journal = new Journal(providers, time);

    String balancer = "p2c";
    boolean zones = true;
    Duration slowStart = Duration.ofSeconds(30);
    int retries = 2;
    boolean idempotent = true;

    /** From a number drawn by chance to a key. */
    LongUnaryOperator keys = drawn -> drawn;

    /** What this policy sets of providers, after all else. */
    Consumer<Provider.Settings> adjust = settings -> {};

    /** More of what a reference can be set to. */
    Consumer<Reference<Work>> reference = reference -> {};

    /** Adds providers, which start with the simulation; returns them. */
    List<Provider> providers(int count, Consumer<Provider.Settings> settings) {
        List<Provider> added = absentProviders(count, settings);
        added.forEach(Provider::start);
        return added;
    }

    /** Adds providers that somebody has to start; returns them. */
    List<Provider> absentProviders(int count, Consumer<Provider.Settings> settings) {
        List<Provider> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Provider.Settings own = new Provider.Settings();
            settings.accept(own);
            adjust.accept(own);
            Provider provider = new Provider(providers.size(), own, this, new Random(1_000L + providers.size()));
            providers.add(provider);
            added.add(provider);
        }
        return added;
    }

    /** Adds callers, of a zone that may be empty, which call this often a second all together. */
    void callers(int count, String zone, double callsPerSecond) {
        for (int i = 0; i < count; i++) {
            callers.add(new Caller(callers.size(), zone, callsPerSecond / count));
        }
    }

    /** All providers, those that do not run included. */
    List<Provider> all() {
        return providers;
    }

    /** The providers of a zone. */
    List<Provider> inZone(String zone) {
        return providers.stream()
                .filter(provider -> provider.settings.zone.equals(zone))
                .toList();
    }

    /** At that second something happens. */
    void at(double second, Runnable event) {
        after(second - time.seconds(), event);
    }

    void after(double seconds, Runnable event) {
        time.schedule(event, VirtualTime.nanos(seconds));
    }

    /** Runs it for so long; to be called once, when all else is set. */
    Journal run(double seconds) {
        callers.forEach(Caller::begin);
        time.runUntil(seconds);
        return journal;
    }

    double seconds() {
        return time.seconds();
    }

    SimulatedRegistry registry() {
        return registry;
    }

    Provider provider(int number) {
        return providers.get(number);
    }

    void attempted(Provider provider, RpcCall call) {
        journal.attempted(provider, (Long) ((Object[]) call.message())[0]);
    }

    /** One process that calls. */
    private final class Caller {

        private final int number;
        private final String zone;
        private final double meanPause;
        private final Random arrivals;
        private Work work;

        Caller(int number, String zone, double callsPerSecond) {
            this.number = number;
            this.zone = zone;
            this.meanPause = 1 / callsPerSecond;
            this.arrivals = new Random(number);
        }

        void begin() {
            Random chance = new Random(500L + number);
            RpcClient.Builder builder = VirtualClients.builder(time, time, chance)
                    .transport(new SimulatedTransport(Simulation.this, zone))
                    .discovery(registry.seenAfter(0.02 + 0.01 * (number % 10)))
                    .zone(zones ? zone : "")
                    .slowStart(slowStart)
                    .retries(retries)
                    .loadBalancer(balancer, () -> BALANCERS.get(balancer).apply(chance))
                    .loadBalancer(balancer);
            Reference<Work> settings = Reference.to(Work.class);
            reference.accept(settings);
            work = builder.build().refer(settings);
            after(1, this::call); // by then all are connected
        }

        private void call() {
            double begun = time.seconds();
            long key = keys.applyAsLong(arrivals.nextLong());
            CompletableFuture<String> answer = idempotent ? work.read(key) : work.write(key);
            answer.whenComplete((result, failure) -> journal.ended(begun, failure == null));
            after(-StrictMath.log(1 - arrivals.nextDouble()) * meanPause, this::call);
        }
    }
}
