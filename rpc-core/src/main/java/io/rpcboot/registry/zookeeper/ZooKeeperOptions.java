package io.rpcboot.registry.zookeeper;

import io.rpcboot.registry.RegistryAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How to reach ZooKeeper.
 *
 * @param address its servers and the chroot, which is created where it is missing
 * @param sessionTimeout after how long without a sign of life ZooKeeper drops this process's nodes; ZooKeeper may
 *     negotiate another one
 * @param connectTimeout after how long without a connection the user is told
 * @param username for ZooKeeper's digest authentication; null to use none. With it, nodes are created so that only this
 *     user may read and change them
 * @param password belongs to the user name; null for an empty one
 */
public record ZooKeeperOptions(
        RegistryAddress.ZooKeeper address,
        Duration sessionTimeout,
        Duration connectTimeout,
        @Nullable String username,
        @Nullable String password) {

    /** The session timeout of those who say nothing: three of ZooKeeper's usual missed heartbeats and some more. */
    public static final Duration DEFAULT_SESSION_TIMEOUT = Duration.ofSeconds(10);

    /** The connect timeout of those who say nothing. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(5);

    /** Checks the values. */
    public ZooKeeperOptions {
        Objects.requireNonNull(address, "address");
        checkPositive("session timeout", sessionTimeout);
        checkPositive("connect timeout", connectTimeout);
    }

    /** The defaults for this address, without authentication. */
    public static ZooKeeperOptions of(RegistryAddress.ZooKeeper address) {
        return new ZooKeeperOptions(address, DEFAULT_SESSION_TIMEOUT, DEFAULT_CONNECT_TIMEOUT, null, null);
    }

    /** The same with another session timeout. */
    public ZooKeeperOptions withSessionTimeout(Duration timeout) {
        return new ZooKeeperOptions(address, timeout, connectTimeout, username, password);
    }

    /** The same with another connect timeout. */
    public ZooKeeperOptions withConnectTimeout(Duration timeout) {
        return new ZooKeeperOptions(address, sessionTimeout, timeout, username, password);
    }

    /** The same with digest authentication. */
    public ZooKeeperOptions withCredentials(@Nullable String user, @Nullable String secret) {
        return new ZooKeeperOptions(address, sessionTimeout, connectTimeout, user, secret);
    }

    private static void checkPositive(String what, Duration value) {
        if (value.toMillis() < 1 || value.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a " + what + " of " + value + " is not within 1 ms..24 days");
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return address + " (session timeout " + sessionTimeout.toMillis() + " ms, connect timeout "
                + connectTimeout.toMillis() + " ms" + (username == null ? "" : ", user " + username) + ")";
    }
}
