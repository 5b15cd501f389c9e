package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** Leaves the transport's thread: all behind this runs on the executor. */
final class ExecutorHandler implements RpcHandler {

    private final Executor executor;
    private final RpcHandler next;

    private ExecutorHandler(Executor executor, RpcHandler next) {
        this.executor = executor;
        this.next = next;
    }

    /** {@code next}, behind the executor unless that is no other thread's. */
    static RpcHandler create(Executor executor, RpcHandler next) {
        return executor == RpcServer.DIRECT ? next : new ExecutorHandler(executor, next);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        Task task = new Task(next, call, reply);
        try {
            executor.execute(task);
        } catch (Throwable e) { // also where no thread can be started: the limit's place must be given back
            if (task.claim()) {
                reply.onClose(
                        RpcStatus.of(Code.RESOURCE_EXHAUSTED, call + ": the server's executor takes no more calls")
                                .withNotExecuted(true),
                        Metadata.EMPTY);
            }
        }
    }

    /** True once the call is either run or refused: an executor may take it and then fail. */
    private static final class Task extends AtomicBoolean implements Runnable {

        private static final long serialVersionUID = 1L;

        private final transient RpcHandler next;
        private final transient RpcCall call;
        private final transient ReplyListener reply;

        Task(RpcHandler next, RpcCall call, ReplyListener reply) {
            this.next = next;
            this.call = call;
            this.reply = reply;
        }

        boolean claim() {
            return compareAndSet(false, true);
        }

        @Override
        public void run() {
            if (claim()) {
                next.handle(call, reply);
            }
        }
    }

    @Override
    public String toString() {
        return "executor -> " + next;
    }
}
