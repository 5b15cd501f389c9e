package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.RpcCall;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/** How calls are refused for want of room: "not executed", with the time after which it is worth coming again. */
final class Shedding {

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of a server that is full and nobody knows yet how fast it works. */
    private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final DoubleSupplier chance;
    private final LongAdder count = new LongAdder();

    Shedding() {
        this(() -> ThreadLocalRandom.current().nextDouble());
    }

    /** For tests: chance is from 0 to 1. */
    Shedding(DoubleSupplier chance) {
        this.chance = chance;
    }

    /**
     * Refuses the call.
     *
     * @param why after the call's name
     * @param nanos after which all will have left that is here now; 0 if that is not known
     */
    void refuse(RpcCall call, ReplyListener reply, String why, long nanos) {
        count.increment();
        Metadata trailers = new Metadata();
        RetryAfter.of(Duration.ofNanos(comeAgainAfter(nanos))).write(trailers);
        reply.onClose(RpcStatus.of(Code.RESOURCE_EXHAUSTED, call + ": " + why).withNotExecuted(true), trailers);
    }

    /** When about half have left, a little earlier or later, so that those who are refused do not come all at once. */
    private long comeAgainAfter(long nanos) {
        long half = (nanos == 0 ? UNKNOWN_NANOS : nanos) / 2;
        long bounded = Math.min(Math.max(half, SHORTEST_NANOS), LONGEST_NANOS);
        return (long) (bounded * (0.5 + chance.getAsDouble()));
    }

    /** How many calls were refused. */
    long count() {
        return count.sum();
    }
}
