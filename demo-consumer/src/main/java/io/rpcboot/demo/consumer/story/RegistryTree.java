package io.rpcboot.demo.consumer.story;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryForever;
import org.apache.zookeeper.data.Stat;

/** ZooKeeper's nodes as any ZooKeeper client sees them. */
final class RegistryTree implements AutoCloseable {

    /** A server that has just started may leave a first hello unanswered; the client tries again after this time. */
    private static final int SESSION_TIMEOUT_MILLIS = 3_000;

    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private final CuratorFramework zooKeeper;

    RegistryTree(int port) {
        zooKeeper = CuratorFrameworkFactory.newClient(
                "127.0.0.1:" + port, SESSION_TIMEOUT_MILLIS, CONNECT_TIMEOUT_MILLIS, new RetryForever(200));
        zooKeeper.start();
    }

    /** All nodes but ZooKeeper's own, one a line, children indented below their parent. */
    List<String> lines() throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("/");
        addChildren("", "  ", lines);
        return lines;
    }

    private void addChildren(String parent, String indent, List<String> lines) throws Exception {
        for (String child : children(parent)) {
            if (!parent.isEmpty() || !child.equals("zookeeper")) {
                lines.add(indent + child);
                addChildren(parent + "/" + child, indent + "  ", lines);
            }
        }
    }

    List<String> children(String path) throws Exception {
        return zooKeeper.getChildren().forPath(path.isEmpty() ? "/" : path).stream()
                .sorted()
                .toList();
    }

    String text(String path) throws Exception {
        return new String(zooKeeper.getData().forPath(path), StandardCharsets.UTF_8);
    }

    /** When ZooKeeper created the node, by its clock, which is this machine's. */
    long createdMillis(String path) throws Exception {
        Stat stat = zooKeeper.checkExists().forPath(path);
        if (stat == null) {
            throw new StoryException(path + " is not in the registry");
        }
        return stat.getCtime();
    }

    @Override
    public void close() {
        zooKeeper.close();
    }
}
