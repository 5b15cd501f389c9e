package io.rpcboot.e2e;

import io.rpcboot.RpcException;
import io.rpcboot.RpcStatus;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.core.RpcInterceptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that call a ledger, reading and writing in turn; half of them block, the other half wait for futures. Every
 * call has a number of its own, and every outcome is counted.
 */
final class Load implements AutoCloseable {

    /** More than one thread makes of calls. */
    private static final long CALLS_OF_A_THREAD = 100_000_000;

    /** Longer than any deadline: what takes longer never ends. */
    private static final long NEVER_SECONDS = 30;

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<Caller> callers = new ArrayList<>();
    private final Plan plan;

    /**
     * How it is called.
     *
     * @param writes whether also by methods that may not run twice
     * @param perSecond how often by all threads together, what was missed made up for; 0 is without a pause
     */
    record Plan(int threads, boolean writes, int perSecond) {}

    /** Of calls whose method may run twice, by status. */
    final Map<String, LongAdder> readFailures = new ConcurrentSkipListMap<>();

    /** Of calls whose method may not run twice, by status. */
    final Map<String, LongAdder> writeFailures = new ConcurrentSkipListMap<>();

    private static final class Caller extends Thread {
        final BitSet written = new BitSet();
        final BitSet uncertain = new BitSet();
        volatile long reads;
        volatile long writes;

        @Nullable
        volatile String defect;

        Caller(Runnable task) {
            super(task);
        }
    }

    /** Counts ends on the caller's side of the client: none may be missing, and none may come twice. */
    static final class Outcomes implements RpcInterceptor {

        final AtomicLong begun = new AtomicLong();
        final AtomicLong ended = new AtomicLong();
        final AtomicLong endedTwice = new AtomicLong();

        @Override
        public void intercept(RpcCall call, ReplyListener reply, RpcHandler next) {
            begun.incrementAndGet();
            AtomicBoolean over = new AtomicBoolean();
            next.handle(call, new ReplyListener() {
                @Override
                public void onMessage(@Nullable Object message) {
                    reply.onMessage(message);
                }

                @Override
                public void onClose(RpcStatus status, Metadata trailers) {
                    (over.compareAndSet(false, true) ? ended : endedTwice).incrementAndGet();
                    reply.onClose(status, trailers);
                }
            });
        }
    }

    /** Begins to call without a pause. */
    Load(Ledger ledger, int threads) {
        this(ledger, new Plan(threads, true, 0));
    }

    /** Begins to call. */
    Load(Ledger ledger, Plan plan) {
        this.plan = plan;
        for (int i = 0; i < plan.threads(); i++) {
            int number = i;
            Caller[] self = new Caller[1];
            self[0] = new Caller(() -> run(ledger, number, self[0]));
            callers.add(self[0]);
        }
        callers.forEach(Thread::start);
    }

    private void run(Ledger ledger, int number, Caller self) {
        boolean later = number % 2 == 1;
        long begin = System.nanoTime();
        try {
            for (int i = 1; !stopped.get(); i++) {
                long id = number * CALLS_OF_A_THREAD + i;
                awaitTurn(begin, self);
                read(ledger, id, later);
                self.reads++;
                if (plan.writes()) {
                    awaitTurn(begin, self);
                    write(ledger, id, i, later, self);
                    self.writes++;
                }
            }
        } catch (Throwable e) {
            self.defect = "call by thread " + number + ": " + e;
        }
    }

    private void awaitTurn(long begin, Caller self) {
        if (plan.perSecond() > 0) {
            double turn = (self.reads + self.writes) * (double) plan.threads() / plan.perSecond();
            long until = begin + (long) (turn * TimeUnit.SECONDS.toNanos(1));
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        }
    }

    private void read(Ledger ledger, long id, boolean later) throws Exception {
        try {
            expect(-id, later ? get(ledger.readLater(id)) : ledger.read(id));
        } catch (RpcException e) {
            count(readFailures, e);
        }
    }

    private void write(Ledger ledger, long id, int index, boolean later, Caller self) throws Exception {
        try {
            expect(-id, later ? get(ledger.writeLater(id)) : ledger.write(id));
            self.written.set(index);
        } catch (RpcException e) {
            count(writeFailures, e);
            if (!e.status().notExecuted()) {
                self.uncertain.set(index);
            }
        }
    }

    private static long get(java.util.concurrent.CompletableFuture<Long> future) throws Exception {
        try {
            return future.get(NEVER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RpcException rpc ? rpc : e;
        }
    }

    private static void expect(long expected, long actual) {
        if (expected != actual) {
            throw new AssertionError("the answer " + actual + " belongs to another call than " + -expected);
        }
    }

    private static void count(Map<String, LongAdder> failures, RpcException e) {
        String what = e.code()
                + (e.status().notExecuted() ? " (not executed): " : ": ")
                + String.valueOf(e.status().message()).replaceAll("\\d+", "#");
        failures.computeIfAbsent(what, code -> new LongAdder()).increment();
    }

    long reads() {
        return callers.stream().mapToLong(caller -> caller.reads).sum();
    }

    long writes() {
        return callers.stream().mapToLong(caller -> caller.writes).sum();
    }

    long calls() {
        return reads() + writes();
    }

    /** Lets the calls in progress end and no new ones begin. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            for (Caller caller : callers) {
                caller.join(TimeUnit.SECONDS.toMillis(2 * NEVER_SECONDS));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What was not as it must be once all calls have ended: a wrong answer, or a call that never ended. */
    List<String> defects() {
        return callers.stream()
                .flatMap(caller -> Stream.ofNullable(caller.isAlive() ? caller + " still waits" : caller.defect))
                .toList();
    }

    /** Compares what callers were told with what providers did, as lines of what does not agree. */
    List<String> audit(List<Path> ledgers) throws Exception {
        List<BitSet> executed = callers.stream().map(caller -> new BitSet()).toList();
        List<String> wrong = new ArrayList<>();
        for (Path ledger : ledgers) {
            if (!Files.exists(ledger)) {
                continue; // its provider was never asked to write
            }
            try (Stream<String> lines = Files.lines(ledger)) {
                lines.forEach(line -> {
                    long id = Long.parseLong(line);
                    BitSet of = executed.get((int) (id / CALLS_OF_A_THREAD));
                    int index = (int) (id % CALLS_OF_A_THREAD);
                    if (of.get(index)) {
                        wrong.add(id + " was executed twice");
                    }
                    of.set(index);
                });
            }
        }
        for (int i = 0; i < callers.size(); i++) {
            Caller caller = callers.get(i);
            BitSet lost = (BitSet) caller.written.clone();
            lost.andNot(executed.get(i));
            BitSet strange = (BitSet) executed.get(i).clone();
            strange.andNot(caller.written);
            strange.andNot(caller.uncertain);
            if (!lost.isEmpty()) {
                wrong.add("thread " + i + " was told OK of " + lost + ", which nobody executed");
            }
            if (!strange.isEmpty()) {
                wrong.add("thread " + i + " was told that these were not executed, which they were: " + strange);
            }
        }
        return wrong;
    }

    /** The figures. */
    String report() {
        return reads() + " idempotent calls, failed: " + new TreeMap<>(readFailures) + "; " + writes()
                + " other calls, failed: " + new TreeMap<>(writeFailures);
    }
}
