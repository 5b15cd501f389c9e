package io.rpcboot.registry.zookeeper;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;

/** What tests outside this package do to the session of a client. */
public final class Sessions {

    private Sessions() {}

    /** Ends the client's session by closing a second handle with the same session id and password. */
    public static void expire(ZooKeeperClient client, String connectString) throws Exception {
        ZooKeeper first = client.handle();
        ZooKeeper second =
                new ZooKeeper(connectString, 10_000, event -> {}, first.getSessionId(), first.getSessionPasswd());
        await().atMost(Duration.ofSeconds(20)).until(() -> second.getState().isConnected());
        second.close();
    }

    /** The session's id; -1 while there is none. */
    public static long id(ZooKeeperClient client) {
        try {
            return client.handle().getSessionId();
        } catch (KeeperException.ConnectionLossException e) {
            return -1;
        }
    }
}
