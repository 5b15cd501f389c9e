package io.rpcboot.registry.zookeeper;

import java.io.IOException;
import org.apache.curator.utils.ZookeeperFactory;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * Makes ZooKeeper's own handles for Curator, without preparing for TLS where none is asked for: ZooKeeper's
 * configuration alone loads the JDK's TLS with all of its trusted certificates, which is a quarter of the time that an
 * application takes to connect.
 */
final class Handles implements ZookeeperFactory {

    @Override
    public ZooKeeper newZooKeeper(String connectString, int sessionTimeout, Watcher watcher, boolean canBeReadOnly)
            throws IOException {
        return new ZooKeeper(connectString, sessionTimeout, watcher, canBeReadOnly, configuration());
    }

    /** Of the system properties that are set now. */
    static ZKClientConfig configuration() {
        return isSecure() ? new ZKClientConfig() : new Plain();
    }

    private static boolean isSecure() {
        return Boolean.parseBoolean(
                System.getProperty(ZKClientConfig.SECURE_CLIENT, "").trim());
    }

    /** With all that ZooKeeper takes over from the system properties but the settings of TLS, which nobody asks for. */
    private static final class Plain extends ZKClientConfig {

        @Override
        protected void handleBackwardCompatibility() {
            System.getProperties().stringPropertyNames().forEach(this::takeOver);
        }

        private void takeOver(String name) {
            boolean known = name.startsWith("zookeeper.") || name.equals(JUTE_MAXBUFFER) || name.equals(JGSS_NATIVE);
            String value = known ? System.getProperty(name) : null;
            if (value != null) {
                setProperty(name, value);
            }
        }
    }
}
