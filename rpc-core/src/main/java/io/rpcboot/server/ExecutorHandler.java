package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Leaves the transport's thread: all behind this runs on the executor. */
final class ExecutorHandler implements RpcHandler {

    private final Executor executor;
    private final RpcHandler next;

    ExecutorHandler(Executor executor, RpcHandler next) {
        this.executor = executor;
        this.next = next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        try {
            executor.execute(new Task(next, call, reply));
        } catch (RejectedExecutionException e) {
            reply.onClose(
                    RpcStatus.of(Code.RESOURCE_EXHAUSTED, call + ": the server's executor takes no more calls")
                            .withNotExecuted(true),
                    Metadata.EMPTY);
        }
    }

    private record Task(RpcHandler next, RpcCall call, ReplyListener reply) implements Runnable {
        @Override
        public void run() {
            next.handle(call, reply);
        }
    }

    @Override
    public String toString() {
        return "executor -> " + next;
    }
}
