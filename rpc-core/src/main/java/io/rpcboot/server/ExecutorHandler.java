package io.rpcboot.server;

import io.rpcboot.RpcStatus;
import io.rpcboot.RpcStatus.Code;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has all behind this run on the executor, and sees to it that every call is answered once: refused if the executor does
 * not take it, INTERNAL if something escapes that nobody foresaw, such as a class that is missing.
 */
final class ExecutorHandler implements RpcHandler {

    private static final Logger log = LoggerFactory.getLogger(ExecutorHandler.class);

    private final Executor executor;
    private final Shedding shedding;
    private final RpcHandler next;

    ExecutorHandler(Executor executor, Shedding shedding, RpcHandler next) {
        this.executor = executor;
        this.shedding = shedding;
        this.next = next;
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        Task task = new Task(next, call, reply);
        try {
            executor.execute(task);
        } catch (Throwable e) { // also where no thread can be started: the limit's place must be given back
            task.refuse(shedding);
        }
    }

    /** A call on its way through the executor: run or refused, since an executor may take it and then fail. */
    private static final class Task extends AtomicInteger implements Runnable, ForwardingReply {

        private static final long serialVersionUID = 1L;

        private static final int NEW = 0;
        private static final int RUNS = 1;
        private static final int CLOSED = 2;

        private final transient RpcHandler handler;
        private final transient RpcCall call;
        private final transient ReplyListener reply;

        Task(RpcHandler handler, RpcCall call, ReplyListener reply) {
            super(NEW);
            this.handler = handler;
            this.call = call;
            this.reply = reply;
        }

        @Override
        public ReplyListener next() {
            return reply;
        }

        void refuse(Shedding shedding) {
            if (compareAndSet(NEW, CLOSED)) {
                shedding.refuse(call, reply, "the server's executor takes no more calls", 0);
            }
        }

        @Override
        public void run() {
            if (!compareAndSet(NEW, RUNS)) {
                return;
            }
            try {
                handler.handle(call, this);
            } catch (Throwable e) {
                log.error("Answering {} failed", call, e);
                onClose(RpcStatus.of(Code.INTERNAL, call + ": answering failed: " + e), Metadata.EMPTY);
            }
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            if (getAndSet(CLOSED) != CLOSED) {
                reply.onClose(status, trailers);
            }
        }
    }

    @Override
    public String toString() {
        return "executor -> " + next;
    }
}
