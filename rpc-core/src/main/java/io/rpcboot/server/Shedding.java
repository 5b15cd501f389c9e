package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RetryAfter;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.Ticker;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How calls are refused for want of room: "not executed", with the time after which it is worth coming again. Counted, and
 * told now and then in the log.
 */
final class Shedding {

    private static final Logger log = LoggerFactory.getLogger(Shedding.class);

    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Of a server that is full and nobody knows yet how fast it works. */
    private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LOG_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Ticker ticker;
    private final LongAdder count = new LongAdder();
    private final AtomicLong nextLine;

    Shedding(Ticker ticker) {
        this.ticker = ticker;
        this.nextLine = new AtomicLong(ticker.nanos());
    }

    /**
     * Refuses the call.
     *
     * @param why after the call's name
     * @param nanos after which all will have left that is here now; 0 if that is not known
     */
    void refuse(RpcCall call, ReplyListener reply, String why, long nanos) {
        count.increment();
        tell(call, why);
        Metadata trailers = new Metadata();
        RetryAfter.of(Duration.ofNanos(comeAgainAfter(nanos))).write(trailers);
        reply.onClose(RpcStatus.of(Code.RESOURCE_EXHAUSTED, call + ": " + why).withNotExecuted(true), trailers);
    }

    private void tell(RpcCall call, String why) {
        long now = ticker.nanos();
        long next = nextLine.get();
        if (now - next >= 0 && nextLine.compareAndSet(next, now + LOG_PAUSE_NANOS)) {
            log.warn("Refused {}: {}; {} calls have been refused so far", call, why, count);
        }
    }

    /** When about half have left, a little earlier or later, so that those who are refused do not come all at once. */
    private long comeAgainAfter(long nanos) {
        long half = (nanos == 0 ? UNKNOWN_NANOS : nanos) / 2;
        long bounded = Math.min(Math.max(half, SHORTEST_NANOS), LONGEST_NANOS);
        return (long) (bounded * (0.5 + ThreadLocalRandom.current().nextDouble()));
    }

    /** How many calls were refused. */
    long count() {
        return count.sum();
    }
}
