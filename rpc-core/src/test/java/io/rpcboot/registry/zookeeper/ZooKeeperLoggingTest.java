package io.rpcboot.registry.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With the back end that rpc-core brings, as a plain program has it. */
class ZooKeeperLoggingTest {

    private final Logger zooKeeper = Logger.getLogger("org.apache.zookeeper");
    private final Logger curator = Logger.getLogger("org.apache.curator");
    private Level zooKeepersLevel;
    private Level curatorsLevel;

    @BeforeEach
    void remember() {
        zooKeepersLevel = zooKeeper.getLevel();
        curatorsLevel = curator.getLevel();
    }

    @AfterEach
    void restore() {
        zooKeeper.setLevel(zooKeepersLevel);
        curator.setLevel(curatorsLevel);
    }

    @Test
    void aProgramThatConfiguredNothingHearsOnlyFailures() {
        zooKeeper.setLevel(null);
        curator.setLevel(null);

        ZooKeeperLogging.quietUnlessConfigured();

        assertThat(zooKeeper.getLevel()).isEqualTo(Level.SEVERE);
        assertThat(curator.getLevel()).isEqualTo(Level.SEVERE);
    }

    @Test
    void aLevelThatTheProgramSetStays() {
        zooKeeper.setLevel(Level.FINE);
        curator.setLevel(null);

        ZooKeeperLogging.quietUnlessConfigured();

        assertThat(zooKeeper.getLevel()).isEqualTo(Level.FINE);
        assertThat(curator.getLevel()).isEqualTo(Level.SEVERE);
    }
}
