package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.ServiceId;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.resilience.SlowStart;
import io.rpcboot.rules.Condition;
import io.rpcboot.rules.InstanceRule;
import io.rpcboot.rules.Route;
import io.rpcboot.rules.ServiceRules;
import io.rpcboot.rules.VersionPattern;
import io.rpcboot.transport.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instances that one reference can call, and the calls that wait for the first of them.
 *
 * <p>The registry is a hint: an instance that has left its list is still called while its connection lives and no
 * listed one is connected, which is what a registry that lost its data looks like.
 */
final class Cluster {

    private static final Logger log = LoggerFactory.getLogger(Cluster.class);
    private static final int MAX_WAITING = 10_000;

    /** How many instances an error names. */
    private static final int MAX_NAMED = 10;

    /** How many are remembered that are no longer there. */
    private static final int MAX_DEPARTED = 5;

    /** How long a call to all waits for those that are just being connected, and at most half of its time. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** How long weights that rise are taken for what they were. */
    private static final long RISING_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ServiceId wanted;
    private final VersionPattern versions;
    private final Route route;
    private final Preference preference;
    private final ServiceRules configured;
    private final ConnectionPool pool;
    private final Duration slowStart;
    private final Timer timer;
    private final Ticker ticker;
    private final ContractStandings contracts;
    private final Supplier<String> source;

    /** By the method's wire name. */
    private final Map<String, PushBacks> pushBacks = new ConcurrentSkipListMap<>();

    private final Runnable changeListener = this::refresh;
    private final CountDownLatch firstReady = new CountDownLatch(1);

    private volatile Ready ready = Ready.NOBODY;

    // Guarded by this.
    private @Nullable List<RpcInstance> known;
    private ServiceRules rules;
    private final Map<Key, Target> listed = new LinkedHashMap<>();
    private final Map<Key, Target> lingering = new LinkedHashMap<>();
    private final Deque<Departure> departed = new ArrayDeque<>();
    private final Map<Target, Timer.Cancellable> ejections = new HashMap<>();
    private Timer.@Nullable Cancellable nextLook;
    private final Set<Waiter> waiting = new LinkedHashSet<>();
    private final Set<Waiter> delayed = new HashSet<>();
    private boolean closed;

    /** What makes two registry entries the same instance. */
    private record Key(String processId, String address, ServiceId service) {
        static Key of(RpcInstance instance) {
            return new Key(instance.processId(), instance.address(), instance.service());
        }
    }

    /** An instance that the registry does not list any more, and what became of its connection; for people. */
    private record Departure(String address, @Nullable String lastWord, long at) {}

    /**
     * @param route which instances the reference asks for
     * @param zone the zone of this process; empty prefers none
     * @param configured the rules as long as the registry has none
     * @param source where instances come from, for error messages
     */
    Cluster(
            ServiceId wanted,
            Route route,
            String zone,
            ServiceRules configured,
            ConnectionPool pool,
            Duration slowStart,
            Timer timer,
            Ticker ticker,
            ContractStandings contracts,
            Supplier<String> source) {
        this.wanted = wanted;
        this.versions = VersionPattern.of(wanted.version());
        this.route = route;
        this.preference = Preference.of(zone, route);
        this.configured = configured;
        this.rules = configured;
        this.pool = pool;
        this.slowStart = slowStart;
        this.timer = timer;
        this.ticker = ticker;
        this.contracts = contracts;
        this.source = source;
        contracts.addListener(changeListener);
    }

    /** The service's wire name. */
    String service() {
        return wanted.name();
    }

    /** Which instances want no calls of the method for a while. */
    PushBacks pushBacks(MethodDescriptor method) {
        return pushBacks.computeIfAbsent(method.name(), first -> new PushBacks(ticker));
    }

    /** The instances that take calls of the method now; the same list until they change. */
    List<Target> candidates(MethodDescriptor method) {
        return ready.candidates(method);
    }

    /** One that was ejected and that this call is to try; then {@link #tried} must hear of it. Null if none is. */
    @Nullable
    Target claimTrial(MethodDescriptor method) {
        return ready.claimTrial(method);
    }

    /**
     * All that are to take calls of the method: those too that others are called before, or that are not connected. None
     * while none is connected.
     */
    synchronized List<Target> everyone(MethodDescriptor method) {
        if (candidates(method).isEmpty()) {
            return List.of();
        }
        Set<Target> all = new LinkedHashSet<>(listed.values());
        all.addAll(ready.all());
        return ready.taking(method, all);
    }

    /** These are the instances of the service now, of all groups and versions. */
    void onInstances(List<RpcInstance> instances) {
        List<Runnable> afterwards = new ArrayList<>();
        synchronized (this) {
            if (closed) {
                return;
            }
            boolean first = known == null;
            known = instances;
            sort(instances, first ? Duration.ZERO : slowStart, afterwards);
        }
        // Opening connections may call back at once, so never with the lock.
        afterwards.forEach(Runnable::run);
        refresh();
    }

    /** These are the rules in the registry now; null if there are none. */
    void onRules(@Nullable ServiceRules live) {
        List<Runnable> afterwards = new ArrayList<>();
        Set<String> unknown;
        synchronized (this) {
            ServiceRules now = live == null ? configured : live;
            if (closed || now.equals(rules)) {
                return;
            }
            rules = now;
            if (known != null) {
                sort(known, slowStart, afterwards);
            }
            unknown = new TreeSet<>(now.methods().keySet());
        }
        Set<String> methods = contracts.methods();
        if (methods != null && !methods.containsAll(unknown)) {
            unknown.removeAll(methods);
            // No reason to refuse them: other consumers may have another version of the interface.
            log.warn("{}: there are rules for {}, which are no methods of it; it has {}", wanted, unknown, methods);
        }
        afterwards.forEach(Runnable::run);
        refresh();
    }

    /** Lists those that the reference calls and no others; to be called with the lock. */
    private void sort(List<RpcInstance> instances, Duration slowStart, List<Runnable> afterwards) {
        Set<Key> present = new HashSet<>();
        Set<Key> excluded = new HashSet<>();
        for (RpcInstance instance : instances) {
            Key key = Key.of(instance);
            if (whyNot(instance) == null) {
                present.add(key);
                list(key, instance, slowStart, afterwards);
            } else {
                excluded.add(key);
            }
        }
        List<Key> gone =
                listed.keySet().stream().filter(key -> !present.contains(key)).toList();
        for (Key key : gone) {
            unlist(key);
        }
        for (Key key : excluded) {
            exclude(key, afterwards);
        }
    }

    private void list(Key key, RpcInstance instance, Duration slowStart, List<Runnable> afterwards) {
        Target target = listed.get(key);
        if (target == null) {
            target = lingering.remove(key);
            if (target == null) {
                target = new Target(instance, pool.acquire(instance), SlowStart.of(slowStart, ticker), ticker);
                target.endpoint().addListener(changeListener);
            }
            listed.put(key, target);
            departed.removeIf(departure -> departure.address().equals(key.address()));
            afterwards.add(target.endpoint().want());
        }
        InstanceRule rule = rules.of(instance);
        target.update(instance, rule == null ? instance.attributes().weight() : rule.weight());
    }

    private void unlist(Key key) {
        Target target = listed.remove(key);
        if (target != null) {
            lingering.put(key, target);
            target.endpoint().unwant();
        }
    }

    /** What the registry knows and says not to call is not called even if nothing else is left. */
    private void exclude(Key key, List<Runnable> afterwards) {
        Target target = lingering.remove(key);
        if (target != null) {
            afterwards.add(() -> release(target));
        }
    }

    /** Why a reference does not call this instance; null if it does. */
    private @Nullable String whyNot(RpcInstance instance) {
        ServiceId offered = instance.service();
        if (!offered.group().equals(wanted.group())) {
            return "group \"" + offered.group() + "\", asked for \"" + wanted.group() + "\"";
        }
        if (!versions.matches(offered.version())) {
            return "version \"" + offered.version() + "\", asked for \"" + wanted.version() + "\"";
        }
        Condition missing = route.missing(instance);
        if (missing != null) {
            return missing.had(instance) + ", asked for " + missing.asked();
        }
        InstanceRule rule = rules.of(instance);
        if (rule != null) {
            return rule.weight() == 0 ? rule.toString() : null;
        }
        return instance.attributes().weight() == 0 ? "weight 0" : null;
    }

    /** Looks again at who is connected, and lets waiting calls go on. */
    void refresh() {
        List<Waiter> released = new ArrayList<>();
        List<Target> dropped = new ArrayList<>();
        List<Runnable> afterwards = new ArrayList<>();
        synchronized (this) {
            lingering.values().removeIf(target -> !target.isConnected() && dropped.add(target));
            dropped.forEach(this::remember);
            List<Target> usable = usable(listed, afterwards);
            ready = Ready.of(usable.isEmpty() ? usable(lingering, afterwards) : usable, preference, rules);
            lookAgainIfWeightsRise();
            if (!waiting.isEmpty()) {
                boolean hopeless = !isPromising();
                waiting.removeIf(waiter -> (hopeless
                                || !waiter.forAll
                                        && !candidates(waiter.call.method()).isEmpty())
                        && released.add(waiter));
            }
        }
        dropped.forEach(this::release);
        if (!ready.all().isEmpty()) {
            firstReady.countDown();
        }
        afterwards.forEach(Runnable::run);
        released.forEach(Waiter::goOn);
    }

    /** So that an error can still say why it is gone; to be called with the lock. */
    private void remember(Target target) {
        if (departed.size() == MAX_DEPARTED) {
            departed.removeFirst();
        }
        departed.addLast(new Departure(target.toString(), target.endpoint().lastWord(), ticker.nanos()));
    }

    /** To be called with the lock. */
    private void lookAgainIfWeightsRise() {
        if (preference.weighs()
                && nextLook == null
                && !closed
                && ready.all().stream().anyMatch(Target::startsSlowly)) {
            nextLook = timer.schedule(this::lookAgain, RISING_NANOS);
        }
    }

    private void lookAgain() {
        synchronized (this) {
            nextLook = null;
        }
        refresh();
    }

    /** Those that are connected, and whose contract is not just being asked for; to be called with the lock. */
    private List<Target> usable(Map<Key, Target> targets, List<Runnable> afterwards) {
        List<Target> usable = new ArrayList<>();
        for (Target target : targets.values()) {
            Connection connection = target.endpoint().anyConnection();
            if (connection != null) {
                target.standing(contracts.standingOf(target.instance(), connection, afterwards));
                if (!target.standing().asked()) {
                    usable.add(target);
                }
            }
        }
        return usable;
    }

    /**
     * Prefers others to this one for a while, if at most half of all that can be called are passed over then, and if it is
     * worse than those that take calls with it. Where all fail, leaving some alone only has the others fail more; but not
     * where somebody waits whom nobody calls, a backup or another zone: then whoever fails is left.
     */
    void eject(Target target) {
        synchronized (this) {
            if (closed || target.isEjected()) {
                return;
            }
            List<Target> ejected = without(target, ready.all(), Target::isEjected);
            List<Target> left = without(target, ready.all(), other -> !other.isEjected());
            List<Target> peers = without(target, ready.preferred(), other -> true);
            boolean bad = target.isOutlierAmong(peers) || target.isFailing() && left.size() > peers.size();
            if (!listed.containsValue(target) || ejected.size() >= left.size() || !bad) {
                target.spare();
                return;
            }
            leaveAlone(target, target.eject());
        }
        log.warn("{}: {} is {}", wanted, target, target.whyEjected());
        refresh();
    }

    /** To be called with the lock. */
    private void leaveAlone(Target target, long nanos) {
        ejections.put(target, timer.schedule(() -> tryAgain(target), nanos));
    }

    private static List<Target> without(Target target, List<Target> targets, Predicate<Target> wanted) {
        return targets.stream()
                .filter(other -> other != target && wanted.test(other))
                .toList();
    }

    private void tryAgain(Target target) {
        synchronized (this) {
            if (ejections.remove(target) == null) {
                return;
            }
            target.tryAgain();
        }
        refresh();
    }

    /**
     * The call that tried an ejected instance has ended so: all may call it again, or nobody for longer than before. One
     * that was given up tells nothing, also if another instance answered before: then nobody calls it for as long again.
     */
    void tried(Target target, RpcStatus end) {
        boolean worse = false;
        synchronized (this) {
            if (!target.isOnTrial() || !listed.containsValue(target) && !lingering.containsValue(target)) {
                return; // it has left meanwhile, or the reference is closed
            }
            if (end.code() == Code.CANCELLED) {
                leaveAlone(target, target.ejectAgain());
            } else if (Target.passesTrial(end)) {
                target.readmit(slowStart);
            } else {
                worse = true;
                leaveAlone(target, target.eject());
            }
        }
        if (worse) {
            log.warn("{}: {} is {}", wanted, target, target.whyEjected());
        }
        refresh();
    }

    private void release(Target target) {
        Timer.Cancellable ejection;
        synchronized (this) {
            ejection = ejections.remove(target);
        }
        if (ejection != null) {
            ejection.cancel();
        }
        target.endpoint().removeListener(changeListener);
        pool.release(target.instance());
    }

    /** Whether another instance than those that are ready may soon be there; to be called with the lock. */
    private boolean isPromising() {
        return !closed
                && (known == null
                        || listed.values().stream()
                                .anyMatch(target -> !ready.all().contains(target)
                                        && target.endpoint().isPromising()));
    }

    /**
     * Keeps a call until an instance is there or it is cancelled, or ends it with UNAVAILABLE if there is nothing to wait
     * for.
     */
    void await(RpcCall call, Waiting waiting) {
        await(new Waiter(call, waiting, false));
    }

    /** The same, but until all instances are there, as far as they may be soon and that does not take too long. */
    void awaitAll(RpcCall call, Waiting waiting) {
        await(new Waiter(call, waiting, true));
    }

    private void await(Waiter waiter) {
        MethodDescriptor method = waiter.call.method();
        RpcStatus refusal = null;
        boolean goOn = false;
        synchronized (this) {
            boolean promising = isPromising();
            if (!candidates(method).isEmpty() && !(waiter.forAll && promising)) {
                goOn = true;
            } else if (!promising) {
                refusal = refuse(method);
            } else if (waiting.size() >= MAX_WAITING) {
                refusal = RpcStatus.of(
                        Code.RESOURCE_EXHAUSTED, MAX_WAITING + " calls wait for an instance already; " + explain());
            } else {
                waiting.add(waiter);
            }
        }
        if (refusal != null) {
            waiter.waiting.end(refusal.withNotExecuted(true), Metadata.EMPTY);
        } else if (goOn) {
            waiter.waiting.attemptInTime();
        } else if (waiter.forAll) {
            long half = waiter.call.deadline().remainingNanos() / 2;
            waiter.goOnIn(candidates(method).isEmpty() ? PATIENCE_NANOS : Math.min(PATIENCE_NANOS, half));
        } else {
            waiter.call.onCancel(waiter); // which is how it hears of its deadline, too
        }
    }

    /** Why nobody takes a call now; that there is no such method is only said if all listed instances said so. */
    private RpcStatus refuse(MethodDescriptor method) {
        if (ready.all().isEmpty()) {
            return RpcStatus.of(Code.UNAVAILABLE, explain());
        }
        Route ruled = rules.route(method.name());
        if (ready.all().stream().anyMatch(target -> target.takes(method.name()))) {
            return RpcStatus.of(
                    Code.UNAVAILABLE,
                    method.fullName() + ": its rule says " + ruled + ", and no usable instance is such; " + explain());
        }
        if (ready.all().containsAll(listed.values())) {
            return ready.refuse(method);
        }
        return RpcStatus.of(
                Code.UNAVAILABLE,
                method.fullName() + ": no connected instance has this method as it is here; " + explain());
    }

    /**
     * Keeps a call for this time, then lets it go on; false if it must end now because the reference is closed. Closing
     * the reference does not leave it behind.
     */
    boolean delay(RpcCall call, Waiting waiting, long nanos) {
        Waiter waiter = new Waiter(call, waiting, false);
        synchronized (this) {
            if (closed) {
                return false;
            }
            delayed.add(waiter);
        }
        waiter.goOnIn(Math.min(nanos, call.deadline().remainingNanos()));
        return true;
    }

    /** Waits until an instance is connected; false if the time passes first. */
    boolean awaitReady(long nanos) throws InterruptedException {
        return firstReady.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Whether an instance can be called now. */
    boolean isReady() {
        return !ready.all().isEmpty();
    }

    /** All known instances, and of each why it is called or not; of many only the first, because errors are kept small. */
    String explain() {
        return explain(MAX_NAMED);
    }

    /** The same of all, however many they are. */
    String explainAll() {
        return explain(Integer.MAX_VALUE);
    }

    private synchronized String explain(int most) {
        StringBuilder text = new StringBuilder(wanted.toString());
        if (known == null) {
            return text.append(": ")
                    .append(source.get())
                    .append(" has not said yet who provides it")
                    .toString();
        }
        if (known.isEmpty() && lingering.isEmpty()) {
            text.append(": ").append(source.get()).append(" lists no instance");
        } else {
            text.append(ready.all().isEmpty() ? ": no usable instance; " : ": ")
                    .append(source.get())
                    .append(" lists ")
                    .append(known.size());
            explainListed(known, most, text);
        }
        lingering.values().stream()
                .limit(most)
                .forEach(target -> text.append("; ")
                        .append(target)
                        .append(" (no longer listed, ")
                        .append(target.describe())
                        .append(')'));
        if (ready.all().isEmpty()) {
            departed.forEach(departure -> explainDeparted(departure, text));
        }
        rules.methods()
                .forEach((method, goesTo) ->
                        text.append("; rule for ").append(method).append(": ").append(goesTo));
        return text.toString();
    }

    private void explainDeparted(Departure departure, StringBuilder text) {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(ticker.nanos() - departure.at());
        text.append("; ").append(departure.address()).append(" (gone for ").append(seconds);
        text.append(departure.lastWord() == null ? " s)" : " s: " + departure.lastWord() + ")");
    }

    /** First those that are meant, then those that are not. */
    private void explainListed(List<RpcInstance> known, int most, StringBuilder text) {
        List<String> named = new ArrayList<>();
        for (Target target : listed.values()) {
            if (named.size() < most) {
                named.add(target + " (" + describe(target) + ")");
            }
        }
        for (RpcInstance instance : known) {
            if (named.size() == most) {
                break;
            }
            if (!listed.containsKey(Key.of(instance))) {
                String why = whyNot(instance);
                named.add(instance.address() + " (" + (why == null ? "new" : why) + ")");
            }
        }
        text.append(named.isEmpty() ? "" : ": ").append(String.join(", ", named));
        if (named.size() == most && known.size() > most) {
            text.append(" and ").append(known.size() - most).append(" more");
        }
    }

    private String describe(Target target) {
        StringBuilder text = new StringBuilder(target.describe());
        InstanceRule rule = rules.of(target.instance());
        if (rule != null) {
            text.append(", ").append(rule);
        }
        String passedOver = ready.all().contains(target) ? preference.whyNot(target, ready.all()) : null;
        if (passedOver != null) {
            text.append(", ").append(passedOver);
        }
        pushBacks.forEach((method, asked) -> {
            long millis = TimeUnit.NANOSECONDS.toMillis(asked.waitNanos(List.of(target)));
            if (millis > 0) {
                text.append(", wants no call of ").append(method).append(" for ");
                text.append(millis).append(" ms more");
            }
        });
        return text.toString();
    }

    /** Ends waiting calls and lets go of all endpoints. */
    void close() {
        contracts.removeListener(changeListener);
        List<Target> all = new ArrayList<>();
        List<Target> wantedOnes;
        List<Waiter> released;
        synchronized (this) {
            closed = true;
            wantedOnes = List.copyOf(listed.values());
            all.addAll(wantedOnes);
            all.addAll(lingering.values());
            listed.clear();
            lingering.clear();
            ready = Ready.NOBODY;
            ejections.values().forEach(Timer.Cancellable::cancel);
            ejections.clear();
            if (nextLook != null) {
                nextLook.cancel();
            }
            released = new ArrayList<>(waiting);
            waiting.clear();
            released.addAll(delayed);
            delayed.clear();
        }
        wantedOnes.forEach(target -> target.endpoint().unwant());
        all.forEach(this::release);
        released.forEach(Waiter::goOn);
    }

    /** A call that waits, until {@code goOn} or its cancellation, whichever is first. */
    private final class Waiter implements RpcCall.CancelListener {

        private final RpcCall call;
        private final Waiting waiting;
        private final boolean forAll;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Timer.@Nullable Cancellable timeout;

        Waiter(RpcCall call, Waiting waiting, boolean forAll) {
            this.call = call;
            this.waiting = waiting;
            this.forAll = forAll;
        }

        void goOnIn(long nanos) {
            call.onCancel(this);
            if (!over.get()) {
                Timer.Cancellable scheduled = timer.schedule(this::goOn, nanos);
                timeout = scheduled;
                if (over.get()) {
                    scheduled.cancel(); // it was over between the lines, and nothing was there to cancel
                }
            }
        }

        void goOn() {
            if (over.compareAndSet(false, true)) {
                forget();
                waiting.attemptInTime();
            }
        }

        @Override
        public void onCancel(RpcStatus reason) {
            if (over.compareAndSet(false, true)) {
                forget();
                waiting.end(
                        RpcStatus.of(reason.code(), "waited for an instance until then; " + explain())
                                .withNotExecuted(true),
                        Metadata.EMPTY);
            }
        }

        private void forget() {
            synchronized (Cluster.this) {
                Cluster.this.waiting.remove(this);
                delayed.remove(this);
            }
            call.removeOnCancel(this);
            Timer.Cancellable pending = timeout;
            if (pending != null) {
                pending.cancel();
            }
        }
    }
}
