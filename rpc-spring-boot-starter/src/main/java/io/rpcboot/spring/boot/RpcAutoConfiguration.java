package io.rpcboot.spring.boot;

import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/** What client and server share: properties, the registry, and checks of both. */
@AutoConfiguration
@EnableConfigurationProperties(RpcProperties.class)
@Import(RpcServiceScan.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcAutoConfiguration {

    RpcAutoConfiguration() {}

    @Bean
    RpcRegistry rpcRegistry(RpcProperties properties, Environment environment, ObjectProvider<LoggingSystem> logging) {
        return new RpcRegistry(properties.registry(), applicationName(properties, environment), logging.getIfUnique());
    }

    @Bean
    ServiceDefinitions rpcServiceDefinitions(ConfigurableListableBeanFactory beans, RpcProperties properties) {
        return new ServiceDefinitions(beans, properties);
    }

    @Bean
    ExportedServices rpcExportedServices() {
        return new ExportedServices();
    }

    @Bean
    ConfigurationCheck rpcConfigurationCheck(
            ConfigurableListableBeanFactory beans,
            ConfigurableEnvironment environment,
            RpcProperties properties,
            ServiceDefinitions services,
            RpcReferences references) {
        return new ConfigurationCheck(beans, environment, properties, services, references);
    }

    static String applicationName(RpcProperties properties, Environment environment) {
        String name = properties.application().name();
        return name != null ? name : environment.getProperty("spring.application.name", "");
    }

    static Duration notNegative(String property, Duration duration) {
        if (duration.isNegative()) {
            throw new RpcStartException(
                    property + " is " + duration.toMillis() + " ms.", "Set it to 0 or more, as 30s.");
        }
        return duration;
    }

    static int atLeast(int least, String property, int value) {
        if (value < least) {
            throw new RpcStartException(property + " is " + value + ".", "Set it to " + least + " or more.");
        }
        return value;
    }

    static int bytes(String property, DataSize size) {
        if (size.toBytes() < 1 || size.toBytes() > Integer.MAX_VALUE) {
            throw new RpcStartException(
                    property + " is " + size.toBytes() + " bytes.", "Set it to a size from 1B to 2047MB.");
        }
        return (int) size.toBytes();
    }
}
