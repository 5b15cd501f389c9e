package io.rpcboot.benchmarks.e2e.floor;

import com.google.protobuf.MessageLite;
import io.rpcboot.benchmarks.e2e.ProtoClient.Reply;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request that waits for its response, with who waits for it. */
abstract class PendingCall {

    private int id;

    final void id(int id) {
        this.id = id;
    }

    final boolean hasId(int id) {
        return this.id == id;
    }

    abstract void complete(@Nullable MessageLite response, @Nullable Throwable error);

    /** A thread that is parked until then. */
    static final class Blocking extends PendingCall {

        private final Thread caller = Thread.currentThread();
        private @Nullable MessageLite response;
        private @Nullable Throwable error;
        private volatile boolean done;

        @Override
        void complete(@Nullable MessageLite response, @Nullable Throwable error) {
            this.response = response;
            this.error = error;
            done = true;
            LockSupport.unpark(caller);
        }

        MessageLite await() throws IOException {
            while (!done) {
                LockSupport.park(this);
            }
            if (error != null) {
                throw new IOException(error);
            }
            return Objects.requireNonNull(response);
        }
    }

    /** Something that is told. */
    static final class Async extends PendingCall {

        private final Reply reply;

        Async(Reply reply) {
            this.reply = reply;
        }

        @Override
        void complete(@Nullable MessageLite response, @Nullable Throwable error) {
            reply.onEnd(response, error);
        }
    }
}
