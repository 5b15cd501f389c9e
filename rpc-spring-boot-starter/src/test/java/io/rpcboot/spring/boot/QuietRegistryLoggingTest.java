package io.rpcboot.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

class QuietRegistryLoggingTest {

    @Configuration(proxyBeanMethods = false)
    static class Application {}

    private static String levelOf(String logger, String... arguments) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            return context.getEnvironment().getRequiredProperty("logging.level." + logger);
        }
    }

    @Test
    void zooKeeperAndCuratorSpeakOfErrorsOnly() {
        assertThat(levelOf("org.apache.zookeeper")).isEqualTo("ERROR");
        assertThat(levelOf("org.apache.curator")).isEqualTo("ERROR");
    }

    @Test
    void whatTheApplicationSaysWins() {
        assertThat(levelOf("org.apache.zookeeper", "--logging.level.org.apache.zookeeper=DEBUG"))
                .isEqualTo("DEBUG");
    }
}
