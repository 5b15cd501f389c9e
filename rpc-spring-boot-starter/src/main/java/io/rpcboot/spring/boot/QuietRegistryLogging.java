package io.rpcboot.spring.boot;

import io.rpcboot.registry.zookeeper.ZooKeeperLogging;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Keeps ZooKeeper and Curator at ERROR unless the application says otherwise: at INFO they tell some thirty lines at
 * each start, at WARN a stack trace for each failed attempt to connect, and what matters of it this library tells
 * itself.
 */
final class QuietRegistryLogging implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> levels = new HashMap<>();
        ZooKeeperLogging.NOISY.forEach(logger -> levels.put("logging.level." + logger, "ERROR"));
        environment.getPropertySources().addLast(new MapPropertySource("rpcQuietRegistryLogging", levels));
    }
}
