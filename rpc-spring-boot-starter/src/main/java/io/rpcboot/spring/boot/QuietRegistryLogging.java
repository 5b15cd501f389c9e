package io.rpcboot.spring.boot;

import io.rpcboot.registry.zookeeper.ZooKeeperLogging;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggerConfiguration.ConfigurationScope;
import org.springframework.boot.logging.LoggingSystem;

/**
 * Keeps ZooKeeper and Curator at ERROR unless the application says otherwise: at INFO they tell some thirty lines at
 * each start, at WARN a stack trace for each failed attempt to connect, and what matters of it this library tells
 * itself.
 */
final class QuietRegistryLogging {

    private static final Logger log = LoggerFactory.getLogger(QuietRegistryLogging.class);

    private QuietRegistryLogging() {}

    /** Leaves alone what properties or the logging system's own file have set. */
    static void apply(LoggingSystem logging) {
        for (String logger : ZooKeeperLogging.NOISY) {
            try {
                LoggerConfiguration present = logging.getLoggerConfiguration(logger);
                if (present == null || present.getLevelConfiguration(ConfigurationScope.DIRECT) == null) {
                    logging.setLogLevel(logger, LogLevel.ERROR);
                }
            } catch (UnsupportedOperationException | IllegalStateException e) {
                // The system has no levels, or this logger one that Spring Boot knows no name for: it was configured.
                log.debug("The level of {} stays as it is", logger, e);
            }
        }
    }
}
