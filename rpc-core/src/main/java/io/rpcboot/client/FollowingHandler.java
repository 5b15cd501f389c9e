package io.rpcboot.client;

import io.rpcboot.core.ReplyListener;
import io.rpcboot.core.RpcCall;
import io.rpcboot.core.RpcHandler;
import org.jspecify.annotations.Nullable;

/** Begins to follow a lazy reference's service when the first call needs it. */
final class FollowingHandler implements RpcHandler {

    /** Shared by all methods of a reference. */
    static final class Once {

        private @Nullable Runnable follow;
        private volatile boolean done;

        Once(Runnable follow) {
            this.follow = follow;
        }

        void run() {
            if (done) {
                return;
            }
            Runnable mine;
            synchronized (this) {
                mine = follow;
                follow = null;
            }
            if (mine != null) {
                mine.run();
                done = true;
            }
        }
    }

    private final Once follow;
    private final RpcHandler next;

    private FollowingHandler(Once follow, RpcHandler next) {
        this.follow = follow;
        this.next = next;
    }

    /** {@code next}, after {@code follow} has been run once; null if that has happened. */
    static RpcHandler create(@Nullable Once follow, RpcHandler next) {
        return follow == null ? next : new FollowingHandler(follow, next);
    }

    @Override
    public void handle(RpcCall call, ReplyListener reply) {
        follow.run();
        next.handle(call, reply);
    }

    @Override
    public String toString() {
        return "follow at first call -> " + next;
    }
}
