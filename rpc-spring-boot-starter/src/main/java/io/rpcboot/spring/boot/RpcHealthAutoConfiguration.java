package io.rpcboot.spring.boot;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** What this process tells of its health, where health is asked for; {@code management.health.rpc.enabled=false} is without. */
@AutoConfiguration(after = {RpcClientAutoConfiguration.class, RpcServerAutoConfiguration.class})
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcHealthAutoConfiguration {

    RpcHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnEnabledHealthIndicator("rpc")
    @ConditionalOnMissingBean(name = "rpcHealthIndicator")
    HealthIndicator rpcHealthIndicator(RpcServerLifecycle server, RpcReferences references, RpcRegistry registry) {
        return new RpcHealthIndicator(server, references, registry);
    }
}
