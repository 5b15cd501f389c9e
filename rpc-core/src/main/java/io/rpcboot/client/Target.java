package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.client.ContractStandings.Standing;
import io.rpcboot.contract.ContractDrift;
import io.rpcboot.contract.ContractDrift.Effect;
import io.rpcboot.contract.ContractDrift.MethodDrift;
import io.rpcboot.core.MethodDescriptor;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.Ticker;
import io.rpcboot.loadbalance.Candidate;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.resilience.Ejection;
import io.rpcboot.resilience.FailureScore;
import io.rpcboot.resilience.SlowStart;
import io.rpcboot.resilience.Slowness;
import io.rpcboot.resilience.TypicalLatency;
import io.rpcboot.transport.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One instance, as one reference sees it. */
final class Target implements Candidate {

    /** The handlers for a set of connections; replaced when the set is. */
    private record Bound(List<Connection> connections, List<RpcHandler> handlers) {}

    /** Whether it is called as others are. */
    private enum Use {
        NORMAL,
        EJECTED,
        /** It is still ejected, but one call is to try it. */
        TO_BE_TRIED,
        /** That call is under way. */
        TRIED
    }

    private static final Bound UNBOUND = new Bound(List.of(), List.of());

    private final Endpoint endpoint;
    private final FailureScore failures;
    private final Slowness slowness;
    private final Ejection ejection;
    private final Ticker ticker;
    private volatile SlowStart slowStart;
    private volatile Use use = Use.NORMAL;
    private volatile RpcInstance instance;
    private volatile int fullWeight;
    private volatile Standing standing = Standing.GOOD;
    private volatile Bound bound = UNBOUND;

    /** What the calls ended with that were on the connection that broke last; null if none has. */
    private volatile @Nullable RpcStatus lastBreak;

    Target(RpcInstance instance, Endpoint endpoint, SlowStart slowStart, Ticker ticker) {
        this.instance = instance;
        this.fullWeight = instance.attributes().weight();
        this.endpoint = endpoint;
        this.slowStart = slowStart;
        this.failures = new FailureScore(ticker);
        this.slowness = new Slowness(ticker);
        this.ejection = new Ejection(ticker);
        this.ticker = ticker;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public RpcInstance instance() {
        return instance;
    }

    /**
     * The registry, or a rule, says something else of the same instance.
     *
     * @param weight its share when it takes its full one
     */
    void update(RpcInstance instance, int weight) {
        this.instance = instance;
        this.fullWeight = weight;
    }

    /** What is known of its contract. */
    Standing standing() {
        return standing;
    }

    void standing(Standing standing) {
        this.standing = standing;
    }

    /** In what its contract has the method with this wire name otherwise; null if it does not, as far as is known. */
    @Nullable
    MethodDrift drift(String method) {
        ContractDrift drift = standing.drift();
        return drift == null ? null : drift.of(method);
    }

    /** Whether its contract has the method with this wire name in a form that can be called. */
    boolean takes(String method) {
        MethodDrift drift = drift(method);
        return drift == null || drift.isCallable();
    }

    @Override
    public double weight() {
        return fullWeight * slowStart.share();
    }

    /** Whether its weight still rises. */
    boolean startsSlowly() {
        return slowStart.share() < 1;
    }

    @Override
    public double slowness() {
        return slowness.current();
    }

    @Override
    public int pending() {
        return endpoint.pending().get();
    }

    @Override
    public double recentFailures() {
        return failures.current();
    }

    /** Whether it can be called, and why not, for people. */
    String describe() {
        String connection = endpoint.describe();
        ContractDrift drift = standing.drift();
        if (!isConnected() || !standing.asked() && drift == null) {
            return connection;
        }
        return connection + (drift == null ? ", its contract is being asked for" : ", another contract: " + drift);
    }

    boolean isConnected() {
        return !endpoint.live().isEmpty();
    }

    /** What takes calls to this instance; null if it is not connected. */
    @Nullable
    RpcHandler handler() {
        List<Connection> live = endpoint.live();
        if (live.size() == 0) {
            return null;
        }
        Bound current = bound;
        if (current.connections() != live) {
            current = bind(live);
        }
        List<RpcHandler> handlers = current.handlers();
        return handlers.size() == 1
                ? handlers.get(0)
                : handlers.get(ThreadLocalRandom.current().nextInt(handlers.size()));
    }

    private synchronized Bound bind(List<Connection> live) {
        Bound old = bound;
        if (old.connections() == live) {
            return old;
        }
        Bound fresh = new Bound(
                live,
                live.stream()
                        .map(connection -> connection.service(instance.service()))
                        .toList());
        bound = fresh;
        return fresh;
    }

    void attemptBegins() {
        endpoint.pending().incrementAndGet();
    }

    void attemptEnded(RpcStatus status) {
        endpoint.pending().decrementAndGet();
        if (isSameBreak(status)) {
            return;
        }
        if (Outcome.isFaultOfService(status)) {
            failures.add();
        }
        if (isFault(status)) {
            ejection.failed(status.code() == Code.DEADLINE_EXCEEDED);
        } else if (status.code() != Code.CANCELLED) {
            ejection.succeeded();
        }
    }

    /**
     * Whether the call was on the same broken connection as one that has been counted, and ended with the very same
     * status: a break is one event, however many calls it costs.
     */
    private boolean isSameBreak(RpcStatus status) {
        if (status.code() != Code.UNAVAILABLE || status.notExecuted()) {
            return false;
        }
        boolean same = status == lastBreak;
        lastBreak = status;
        return same;
    }

    /** Whether the instance broke down over a call; one that sheds calls, or says that it goes, is well. */
    private static boolean isFault(RpcStatus status) {
        if (status.notExecuted()) {
            return false;
        }
        return switch (status.code()) {
            case UNAVAILABLE, DEADLINE_EXCEEDED, INTERNAL, UNKNOWN, DATA_LOSS -> true;
            default -> false;
        };
    }

    /** An attempt began then and has ended; one that was not answered says something only by having been slow. */
    void attemptTook(TypicalLatency latency, long startedAt, RpcStatus status) {
        boolean answered =
                !status.notExecuted() && !Outcome.isFaultOfService(status) && status.code() != Code.CANCELLED;
        double relative = answered ? latency.record(startedAt) : latency.compare(startedAt);
        if (answered || relative > 1) {
            slowness.record(relative);
            ejection.took(relative);
        }
    }

    /** Whether it has become so bad that it had better not be called for a while. */
    boolean isOutlier() {
        return ejection.isDue() && use == Use.NORMAL;
    }

    boolean isEjected() {
        return use != Use.NORMAL;
    }

    boolean isOnTrial() {
        Use current = use;
        return current == Use.TO_BE_TRIED || current == Use.TRIED;
    }

    /** Whether it is one beside these: slower, or failing more often, than at least half of them. */
    boolean isOutlierAmong(List<Target> others) {
        return ejection.isFailing() && !ejection.isTimingOut()
                ? failsMoreThanHalfOf(others)
                : isSlowerThanHalfOf(others);
    }

    /** Whether it is failing, however others fare. */
    boolean isFailing() {
        return ejection.isFailing();
    }

    private boolean failsMoreThanHalfOf(List<Target> others) {
        double own = ejection.failureRate();
        return isHalfOf(others, other -> Ejection.isOutlier(own, other.ejection.failureRate()));
    }

    private boolean isSlowerThanHalfOf(List<Target> others) {
        double own = slowness();
        return isHalfOf(others, other -> Ejection.isOutlier(own, other.slowness()));
    }

    private static boolean isHalfOf(List<Target> others, Predicate<Target> better) {
        return others.stream().filter(better).count() * 2 >= others.size();
    }

    /** It is not preferred any more; returns for how many nanoseconds that is to last. */
    long eject() {
        use = Use.EJECTED;
        return ejection.begin();
    }

    /** The call that was to try it told nothing; returns for how many nanoseconds it is still not preferred. */
    long ejectAgain() {
        use = Use.EJECTED;
        return ejection.again();
    }

    /** The time is over: one call shall show whether it is well again. */
    void tryAgain() {
        ejection.pause();
        use = Use.TO_BE_TRIED;
    }

    /** Whether the caller is to make that call. */
    boolean claimTrial() {
        return use == Use.TO_BE_TRIED && claim(); // no lock for the others, which every call goes through meanwhile
    }

    private synchronized boolean claim() {
        if (use != Use.TO_BE_TRIED) {
            return false;
        }
        use = Use.TRIED;
        return true;
    }

    /** Whether a call that ended so, and was not given up, was answered by somebody who is well. */
    static boolean passesTrial(RpcStatus status) {
        return !isFault(status) && status.code() != Code.UNAVAILABLE;
    }

    /** It is called on, for want of others, and judged anew by what comes. */
    void spare() {
        ejection.spare();
    }

    /** It is as good as others again, and takes its share little by little. */
    void readmit(Duration slowStart) {
        ejection.end();
        this.slowStart = SlowStart.of(slowStart, ticker);
        use = Use.NORMAL;
    }

    /** Why it is ejected, for people; null if it is not. */
    @Nullable
    String whyEjected() {
        return ejection.describe();
    }

    /**
     * With what differs in the contract of this instance, if that may be why a call failed: what a method throws has an
     * exception type, what cannot be read has none.
     */
    RpcStatus explain(RpcStatus status, MethodDescriptor method) {
        boolean unreadable = status.exceptionType() == null
                && (status.code() == Code.INVALID_ARGUMENT || status.code() == Code.INTERNAL);
        MethodDrift drift = unreadable ? drift(method.name()) : null;
        return drift == null || drift.effect() == Effect.COMPATIBLE
                ? status
                : status.withMessage((status.message() == null ? "" : status.message() + "; ")
                        + "the contract differs: " + drift + " at node " + this);
    }

    @Override
    public String toString() {
        return instance.address();
    }
}
