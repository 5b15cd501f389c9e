package io.rpcboot.benchmarks.e2e.process;

import io.rpcboot.benchmarks.e2e.Client;
import io.rpcboot.benchmarks.e2e.Mode;
import io.rpcboot.benchmarks.e2e.Operation;
import java.util.concurrent.TimeUnit;

/** Makes calls until it is stopped. */
abstract class Load {

    /** In closed loops one call in so many is timed, so that looking at the clock is not what is measured. */
    static final int TIMED = 8;

    private static final long LONGEST_END_NANOS = TimeUnit.SECONDS.toNanos(20);

    final Client client;
    final Operation operation;
    final Meter meter = new Meter();
    private volatile boolean stopped;

    Load(Client client, Operation operation) {
        this.client = client;
        this.operation = operation;
    }

    static Load start(Client client, Operation operation, Mode mode) {
        Load load = switch (mode.kind()) {
            case BLOCKING -> new BlockingLoad(client, operation, mode.number());
            case ASYNC -> new AsyncLoad(client, operation, mode.number());
            case OPEN -> new OpenLoad(client, operation, mode.number());
        };
        load.start();
        return load;
    }

    abstract void start();

    /** Waits until all calls have ended; false if that takes longer than this. */
    abstract boolean awaitEnd(long nanos) throws InterruptedException;

    /** Ends the load. A call that never ends, because a peer has lost it, ends no measurement of others. */
    final void stop() throws InterruptedException {
        stopped = true;
        if (!awaitEnd(LONGEST_END_NANOS)) {
            System.err.println("calls of " + operation.method() + " have not ended");
        }
    }

    final boolean isStopped() {
        return stopped;
    }
}
