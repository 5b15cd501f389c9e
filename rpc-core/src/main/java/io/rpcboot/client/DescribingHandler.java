package io.rpcboot.client;

import io.rpcboot.RpcStatus;
import io.rpcboot.core.ForwardingReply;
import io.rpcboot.core.Metadata;
import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import io.rpcboot.transport.Connection;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Has one instance after another asked for its contract, until one tells it. What is asked for is the instance's own. */
record DescribingHandler(Cluster cluster) implements RpcHandler {

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        new Search(call, reply).attempt();
    }

    private final class Search implements ForwardingReply, Waiting {

        private final RpcCall call;
        private final ReplyListener reply;
        private final List<Target> asked = new ArrayList<>();
        private @Nullable RpcStatus last;
        private boolean answered;

        Search(RpcCall call, ReplyListener reply) {
            this.call = call;
            this.reply = reply;
        }

        @Override
        public ReplyListener next() {
            return reply;
        }

        void attempt() {
            RpcStatus failure = last;
            for (Target target : cluster.candidates(DescribeCall.DESCRIBE)) {
                Connection connection =
                        asked.contains(target) ? null : target.endpoint().anyConnection();
                if (connection != null) {
                    asked.add(target);
                    DescribeCall question = new DescribeCall(target.instance().service(), call.deadline());
                    call.onCancel(question::cancel);
                    question.send(connection, this);
                    return;
                }
            }
            if (failure != null) {
                end(failure, Metadata.EMPTY);
            } else {
                cluster.await(call, this);
            }
        }

        @Override
        public void attemptInTime() {
            if (call.isCancelled() || call.deadline().isExpired()) {
                end(Outcome.overdue(call), Metadata.EMPTY);
            } else {
                attempt();
            }
        }

        @Override
        public void onMessage(@Nullable Object message) {
            answered = true;
            reply.onMessage(message);
        }

        @Override
        public void onClose(RpcStatus status, Metadata trailers) {
            last = status;
            if (status.isOk()
                    || answered
                    || call.isCancelled()
                    || call.deadline().isExpired()) {
                end(status, trailers);
            } else {
                attempt();
            }
        }

        @Override
        public void end(RpcStatus status, Metadata trailers) {
            reply.onClose(status, trailers);
        }
    }

    @Override
    public String toString() {
        return "ask for the contract";
    }
}
