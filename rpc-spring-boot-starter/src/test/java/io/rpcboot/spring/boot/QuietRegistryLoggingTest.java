package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class QuietRegistryLoggingTest {

    private static final LoggingSystem LOGGING = LoggingSystem.get(QuietRegistryLoggingTest.class.getClassLoader());

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({RpcAutoConfiguration.class, RpcClientAutoConfiguration.class})
    static class Application {}

    @BeforeEach
    @AfterEach
    void forget() {
        LOGGING.setLogLevel("org.apache.zookeeper", null);
        LOGGING.setLogLevel("org.apache.curator", null);
    }

    private static @Nullable LogLevel levelOf(String logger, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            context.getBean(RpcRegistry.class).registry();
            return LOGGING.getLoggerConfiguration(logger).getConfiguredLevel();
        }
    }

    @Test
    void zooKeeperAndCuratorSpeakOfErrorsOnly() {
        assertThat(levelOf("org.apache.zookeeper", "--rpc.registry.address=memory"))
                .isEqualTo(LogLevel.ERROR);
        assertThat(levelOf("org.apache.curator", "--rpc.registry.address=memory"))
                .isEqualTo(LogLevel.ERROR);
    }

    @Test
    void whatThePropertiesSayWins() {
        assertThat(levelOf(
                        "org.apache.zookeeper",
                        "--rpc.registry.address=memory",
                        "--logging.level.org.apache.zookeeper=DEBUG"))
                .isEqualTo(LogLevel.DEBUG);
    }

    @Test
    void whatTheLoggingSystemsOwnFileSaysWins() {
        LOGGING.setLogLevel("org.apache.curator", LogLevel.INFO);

        QuietRegistryLogging.apply(LOGGING);

        assertThat(LOGGING.getLoggerConfiguration("org.apache.curator").getConfiguredLevel())
                .isEqualTo(LogLevel.INFO);
    }

    @Test
    void aLoggingSystemWithoutLevelsDoesNoHarm() {
        QuietRegistryLogging.apply(new LoggingSystem() {
            @Override
            public void beforeInitialize() {}
        });
    }

    /** As java.util.logging's does where the root logger is at ALL. */
    @Test
    void aLevelThatSpringBootHasNoNameForDoesNoHarm() {
        List<String> quieted = new ArrayList<>();

        QuietRegistryLogging.apply(new LoggingSystem() {
            @Override
            public void beforeInitialize() {}

            @Override
            public LoggerConfiguration getLoggerConfiguration(String name) {
                if (name.contains("zookeeper")) {
                    throw new IllegalStateException("effectiveLevel must not be null");
                }
                return new LoggerConfiguration(name, null, LogLevel.INFO);
            }

            @Override
            public void setLogLevel(@Nullable String name, @Nullable LogLevel level) {
                quieted.add(name);
            }
        });

        assertThat(quieted).containsExactly("org.apache.curator");
    }
}
