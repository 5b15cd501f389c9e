package io.rpcboot.registry.zookeeper;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/** Reads many children of a node with their requests in flight at once: one round trip instead of many. */
final class PipelinedReads {

    /** Longer than any session: the client itself fails what a lost connection leaves open. */
    private static final long PATIENCE_SECONDS = 60;

    private final ZooKeeper zooKeeper;
    private final String parent;

    PipelinedReads(ZooKeeper zooKeeper, String parent) {
        this.zooKeeper = zooKeeper;
        this.parent = parent;
    }

    /**
     * A node's bytes and what they are of.
     *
     * @param refused whether this user may not read them
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Content(byte[] bytes, Stat stat, boolean refused) {}

    /** Asks for the states of those that are there. */
    Gathered<Stat> stats(Collection<String> ids) {
        Gathered<Stat> gathered = new Gathered<>(ids.size());
        for (String id : ids) {
            zooKeeper.exists(parent + "/" + id, false, (rc, path, ctx, stat) -> gathered.add(rc, path, id, stat), null);
        }
        return gathered;
    }

    /** Asks for the contents of those that are still there. */
    Gathered<Content> contents(Map<String, Stat> stats) {
        Gathered<Content> gathered = new Gathered<>(stats.size());
        stats.forEach((id, known) -> zooKeeper.getData(
                parent + "/" + id,
                false,
                (rc, path, ctx, data, stat) -> {
                    boolean refused = rc == Code.NOAUTH.intValue();
                    byte[] bytes = data == null ? new byte[0] : data;
                    Content content = new Content(bytes, stat == null ? known : stat, refused);
                    gathered.add(refused ? Code.OK.intValue() : rc, path, id, content);
                },
                null));
        return gathered;
    }

    /** Waits for one answer. */
    static <T> T await(CompletableFuture<T> answer) throws KeeperException, InterruptedException {
        try {
            return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new KeeperException.ConnectionLossException();
        }
    }

    /** Answers as they arrive, on ZooKeeper's thread. */
    static final class Gathered<T> {

        private final Map<String, T> answers = new HashMap<>();
        private final CountDownLatch open;
        private Code failure = Code.OK;
        private String failedPath = "";

        Gathered(int count) {
            this.open = new CountDownLatch(count);
        }

        void add(int rc, String path, String id, T answer) {
            Code code = Code.get(rc);
            synchronized (this) {
                if (code == Code.OK) {
                    answers.put(id, answer);
                } else if (code != Code.NONODE) {
                    failure = code;
                    failedPath = path;
                }
            }
            open.countDown();
        }

        /** Waits for all of them. */
        Map<String, T> await() throws KeeperException, InterruptedException {
            if (!open.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new KeeperException.ConnectionLossException();
            }
            synchronized (this) {
                if (failure != Code.OK) {
                    throw KeeperException.create(failure, failedPath);
                }
                return answers;
            }
        }
    }
}
