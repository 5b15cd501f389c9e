package io.rpcboot.spring.boot;

import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Has circuit breakers be where the application's others are, so that their metrics and events are seen there. */
@AutoConfiguration(after = RpcClientAutoConfiguration.class)
@ConditionalOnClass(CircuitBreakerRegistry.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcCircuitBreakerAutoConfiguration {

    RpcCircuitBreakerAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE) // before the user's customizers, which win
    RpcClientCustomizer rpcCircuitBreakers(ObjectProvider<CircuitBreakerRegistry> registry) {
        return client -> registry.ifUnique(client::circuitBreakers);
    }
}
