package io.rpcboot.spring.boot;

import io.rpcboot.registry.zookeeper.ZooKeeperLogging;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Keeps ZooKeeper and Curator at ERROR unless the application says otherwise: at INFO they tell some thirty lines at
 * each start, at WARN a stack trace for each failed attempt to connect, and what matters of it this library tells
 * itself.
 */
final class QuietRegistryLogging {

    private QuietRegistryLogging() {}

    /** Leaves alone what properties or the logging system's own file have set. */
    static void apply(LoggingSystem logging) {
        try {
            for (String logger : ZooKeeperLogging.NOISY) {
                LoggerConfiguration present = logging.getLoggerConfiguration(logger);
                if (present == null || present.getConfiguredLevel() == null) {
                    logging.setLogLevel(logger, LogLevel.ERROR);
                }
            }
        } catch (UnsupportedOperationException e) {
            // a logging system of the application's own that has no levels
        }
    }
}
