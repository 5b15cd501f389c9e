package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.contract.ContractDescription;
import io.rpcboot.contract.ContractDrift;
import io.rpcboot.contract.ContractDrift.Effect;
import io.rpcboot.contract.ContractDrift.MethodDrift;
import io.rpcboot.contract.ContractReflection;
import io.rpcboot.contract.ServiceContract;
import io.rpcboot.core.Deadline;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.Ticker;
import io.rpcboot.core.Timer;
import io.rpcboot.registry.RpcInstance;
import io.rpcboot.resilience.Backoff;
import io.rpcboot.transport.Connection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * In what the contracts of a service's instances differ from the one here. One a client and interface: each contract
 * is fetched once, however many instances have it and however many references call them. Safe for use by many threads;
 * listeners are told, without any lock held, when something is known that was not.
 */
final class ContractCheck implements ContractStandings {

    /** How long calls are kept from an instance because its contract is not known yet. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Contracts of one service that are remembered: more than can be in use at a time. */
    private static final int MAX_REMEMBERED = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ContractCheck.class);

    private final ServiceContract own;
    private final Timer timer;
    private final Ticker ticker;
    private final Backoff backoff;
    private final Executor comparing;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    // Guarded by this.
    private final Set<Long> logged = new HashSet<>();
    private final Map<Key, Inquiry> inquiries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Inquiry> eldest) {
            return size() > MAX_REMEMBERED;
        }
    };

    /**
     * What makes two instances' contracts the same: the fingerprint that the registry tells, or, where none does, the
     * process.
     */
    private record Key(long fingerprint, String process) {}

    /** Guarded by the outer object. */
    private static final class Inquiry {
        Standing standing = Standing.ASKED;
        boolean due = true;
        int failures;
        Timer.@Nullable Cancellable again;

        /** Those that have had their turn: one that hangs must not be the only one that is ever asked. */
        final Set<String> askedProcesses = new HashSet<>();

        /** Those that cannot answer, however often they are asked. */
        final Set<String> muteProcesses = new HashSet<>();

        boolean claim(String process) {
            if (!due) {
                return false;
            }
            due = false;
            askedProcesses.add(process);
            return true;
        }

        /** It is not asked again by itself, but by who wants to know next. */
        void rest() {
            if (again != null) {
                again.cancel();
                again = null;
                due = true;
            }
        }
    }

    /** @param comparing where contracts are compared, which takes longer than a transport's thread has */
    ContractCheck(ServiceContract own, Timer timer, Ticker ticker, Backoff backoff, Executor comparing) {
        this.own = own;
        this.timer = timer;
        this.ticker = ticker;
        this.backoff = backoff;
        this.comparing = comparing;
    }

    @Override
    public Set<String> methods() {
        return own.methods().stream()
                .map(method -> method.descriptor().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void addListener(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(Runnable listener) {
        listeners.remove(listener);
        synchronized (this) {
            if (listeners.isEmpty()) {
                inquiries.values().forEach(Inquiry::rest);
            }
        }
    }

    @Override
    public Standing standingOf(RpcInstance instance, Connection connection, List<Runnable> afterwards) {
        long fingerprint = instance.attributes().fingerprint();
        boolean direct = instance.processId().equals(RpcInstance.ANYBODY);
        boolean unasked = fingerprint == 0 && !direct || own.name().equals(ContractReflection.NAME);
        if (fingerprint == own.fingerprint() || unasked) {
            return Standing.GOOD;
        }
        String process = connection.peer().processId();
        Key key = fingerprint != 0 ? new Key(fingerprint, "") : new Key(0, instance.service() + "@" + process);
        synchronized (this) {
            Inquiry inquiry = inquiries.computeIfAbsent(key, unknown -> new Inquiry());
            if (inquiry.due && !inquiry.muteProcesses.contains(process)) {
                Question question = new Question(inquiry, instance, process);
                if (inquiry.askedProcesses.contains(process)) {
                    afterwards.add(() -> askOnceMore(question, connection)); // unless another is found until then
                } else if (inquiry.claim(process)) {
                    afterwards.add(() -> question.ask(connection));
                }
            }
            return inquiry.standing;
        }
    }

    /** All that there are have had their turn. */
    private void askOnceMore(Question question, Connection connection) {
        Inquiry inquiry = question.inquiry;
        synchronized (this) {
            if (!inquiry.due) {
                return;
            }
            inquiry.askedProcesses.clear();
            inquiry.claim(question.process);
        }
        question.ask(connection);
    }

    private void onAnswer(Question question, ContractDescription description) {
        Inquiry inquiry = question.inquiry;
        RpcInstance instance = question.instance;
        long told = instance.attributes().fingerprint();
        if (told != 0 && told != description.fingerprint()) {
            onFailure(
                    question,
                    RpcStatus.of(
                            Code.DATA_LOSS,
                            "its fingerprint is " + hex(description.fingerprint()) + ", the registry says "
                                    + hex(told)));
            return;
        }
        ContractDrift drift = description.fingerprint() == own.fingerprint()
                ? null
                : ContractDrift.between(own.javaInterface(), description);
        boolean news;
        synchronized (this) {
            inquiry.standing = drift == null ? Standing.GOOD : new Standing(false, drift);
            news = drift != null && logged.size() < MAX_REMEMBERED && logged.add(description.fingerprint());
        }
        if (drift != null && news) {
            log(instance, description.fingerprint(), drift);
        }
    }

    private void log(RpcInstance instance, long fingerprint, ContractDrift drift) {
        String what = own.name() + " at node " + instance.address() + " has another contract (fingerprint "
                + hex(own.fingerprint()) + " here, " + hex(fingerprint) + " there): " + drift;
        if (drift.effect() == Effect.COMPATIBLE) {
            log.info("{}; calls go on", what);
            return;
        }
        List<String> refused = drift.methods().stream()
                .filter(method -> !method.isCallable())
                .map(MethodDrift::method)
                .toList();
        log.warn(
                "{}; {}",
                what,
                refused.isEmpty()
                        ? "calls go on, and fail where they meet it"
                        : "calls of " + refused + " go to other instances, or fail if there are none");
    }

    private static String hex(long fingerprint) {
        return HexFormat.of().toHexDigits(fingerprint);
    }

    /** Without an answer the instance is called as if its contract were the same; later it is asked again. */
    private void onFailure(Question question, RpcStatus status) {
        Inquiry inquiry = question.inquiry;
        synchronized (this) {
            inquiry.standing = Standing.GOOD;
            inquiry.failures++;
            if (status.code() == Code.UNIMPLEMENTED || status.code() == Code.NOT_FOUND) {
                inquiry.muteProcesses.add(question.process);
            }
            if (listeners.isEmpty()) {
                inquiry.due = true; // for the next reference
            } else {
                inquiry.again = timer.schedule(() -> askAgain(inquiry), backoff.delayNanos(inquiry.failures));
            }
        }
        log.debug("The contract of {} at {} is not known: {}", own.name(), question.instance.address(), status);
    }

    private void askAgain(Inquiry inquiry) {
        synchronized (this) {
            inquiry.again = null;
            inquiry.due = true;
        }
        tellListeners();
    }

    private void tellListeners() {
        listeners.forEach(Runnable::run);
    }

    /** Asks one instance. */
    private final class Question extends DescribeCall implements ReplyListener {

        private final Inquiry inquiry;
        private final RpcInstance instance;
        private final String process;
        private Timer.@Nullable Cancellable timeout;
        private @Nullable Object answer;

        Question(Inquiry inquiry, RpcInstance instance, String process) {
            super(instance.service(), Deadline.afterNanos(PATIENCE_NANOS, ticker));
            this.inquiry = inquiry;
            this.instance = instance;
            this.process = process;
        }

        void ask(Connection connection) {
            timeout = timer.schedule(
                    () -> cancel(RpcStatus.of(Code.DEADLINE_EXCEEDED, this + ": no answer in time")), PATIENCE_NANOS);
            send(connection, this);
        }

        @Override
        public void onMessage(@Nullable Object message) {
            answer = message;
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            Timer.Cancellable pending = timeout;
            if (pending != null) {
                pending.cancel();
            }
            if (status.isOk() && answer instanceof ContractDescription description) {
                comparing.execute(() -> compare(description));
            } else {
                onFailure(this, status);
                tellListeners();
            }
        }

        private void compare(ContractDescription description) {
            try {
                onAnswer(this, description);
            } catch (RuntimeException | Error e) { // calls wait: whatever it was, they must go on
                onFailure(this, RpcStatus.of(Code.INTERNAL, e.toString()));
            }
            tellListeners();
        }
    }
}
