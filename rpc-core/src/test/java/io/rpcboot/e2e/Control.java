package io.rpcboot.e2e;

import io.rpcboot.RpcException;
import io.rpcboot.RpcMethod;
import io.rpcboot.RpcStatus;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a test tells and asks one provider of the ledger, apart from the calls that it makes through a reference. */
interface Control {

    /** Calls that the ledger takes from now on are met like this. */
    void behave(Behaviour behaviour);

    /** How many calls of the ledger's methods have begun to run in this provider. */
    @RpcMethod(idempotent = true)
    long executed();

    /**
     * How calls are met.
     *
     * @param takes how long they take
     * @param stragglerEvery one of so many is a straggler; 0 is none
     * @param stragglersTake how long stragglers take
     * @param failure the status with which all of them fail; empty is none
     */
    record Behaviour(Duration takes, int stragglerEvery, Duration stragglersTake, String failure) {

        static final Behaviour GOOD = new Behaviour(Duration.ZERO, 0, Duration.ZERO, "");

        static Behaviour takes(Duration time) {
            return new Behaviour(time, 0, Duration.ZERO, "");
        }

        static Behaviour failsWith(RpcStatus.Code code) {
            return new Behaviour(Duration.ZERO, 0, Duration.ZERO, code.name());
        }

        /** Meets a call. */
        void meet(long number) {
            boolean straggles = stragglerEvery > 0 && number % stragglerEvery == 0;
            long until = System.nanoTime() + (straggles ? stragglersTake : takes).toNanos();
            for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            if (!failure.isEmpty()) {
                throw new RpcException(RpcStatus.Code.valueOf(failure), "as it was told to");
            }
        }
    }
}
