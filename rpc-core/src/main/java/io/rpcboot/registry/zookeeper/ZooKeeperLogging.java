package io.rpcboot.registry.zookeeper;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * How much ZooKeeper and Curator say in a program that has not decided it. While a server is away they log each attempt
 * to reach it with its stack trace; what matters of that, {@link ZooKeeperClient} says in one line.
 */
public final class ZooKeeperLogging {

    /** The loggers to keep at ERROR; for applications with a logging system of their own. */
    public static final List<String> NOISY = List.of("org.apache.zookeeper", "org.apache.curator");

    private static final String JDK_BACK_END = "org.slf4j.jul.JDK14LoggerFactory";

    // Because java.util.logging forgets the levels of loggers that nobody holds.
    private static final List<Logger> HELD = new CopyOnWriteArrayList<>();

    private ZooKeeperLogging() {}

    /**
     * Sets the {@link #NOISY} loggers to SEVERE, where the program logs through {@code java.util.logging} and nobody has
     * configured that or their levels. Has no effect on any other back end.
     */
    public static void quietUnlessConfigured() {
        boolean configured = System.getProperty("java.util.logging.config.file") != null
                || System.getProperty("java.util.logging.config.class") != null;
        if (configured
                || !LoggerFactory.getILoggerFactory().getClass().getName().equals(JDK_BACK_END)) {
            return;
        }
        for (String name : NOISY) {
            Logger logger = Logger.getLogger(name);
            if (logger.getLevel() == null) {
                logger.setLevel(Level.SEVERE);
                HELD.add(logger);
            }
        }
    }
}
