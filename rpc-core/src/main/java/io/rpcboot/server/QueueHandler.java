package io.rpcboot.server;

import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Refuses at once what would wait for a thread until after its deadline: so its caller can still go elsewhere, and the
 * queue has no calls that nobody will wait for.
 */
final class QueueHandler implements RpcHandler {

    private final HandlerPool pool;
    private final Shedding shedding;
    private final RpcHandler next;

    private QueueHandler(HandlerPool pool, Shedding shedding, RpcHandler next) {
        this.pool = pool;
        this.shedding = shedding;
        this.next = next;
    }

    /** {@code next}, behind a look at the queue if it is one that can be looked at. */
    static RpcHandler create(Executor executor, Shedding shedding, RpcHandler next) {
        return executor instanceof HandlerPool pool ? new QueueHandler(pool, shedding, next) : next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        long wait = pool.expectedWaitNanos();
        if (wait > 0 && wait > call.deadline().remainingNanos()) {
            shedding.refuse(
                    call,
                    reply,
                    "it would wait " + TimeUnit.NANOSECONDS.toMillis(wait)
                            + " ms for a thread (rpc.server.threads), longer than its deadline allows",
                    wait);
        } else {
            next.handle(call, reply);
        }
    }

    @Override
    public String toString() {
        return "queue -> " + next;
    }
}
