package io.rpcboot.demo.provider;

import io.rpcboot.registry.embedded.EmbeddedRegistry;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingInitializationContext;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.core.env.StandardEnvironment;

/** The registry as a process of its own. */
final class RegistryProcess {

    private RegistryProcess() {}

    /** Runs it until it is killed; the arguments are {@link EmbeddedRegistry#main}'s. */
    static void run(String[] args) throws InterruptedException {
        LoggingSystem logging = LoggingSystem.get(RegistryProcess.class.getClassLoader());
        logging.beforeInitialize();
        logging.initialize(new LoggingInitializationContext(new StandardEnvironment()), null, null);
        logging.setLogLevel("org.apache.zookeeper", LogLevel.WARN);
        EmbeddedRegistry.main(args);
    }
}
