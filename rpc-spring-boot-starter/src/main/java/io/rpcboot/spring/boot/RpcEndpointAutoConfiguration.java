package io.rpcboot.spring.boot;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/** The actuator's endpoint {@code rpc}, where there is an actuator and the endpoint is exposed. */
@AutoConfiguration(after = {RpcClientAutoConfiguration.class, RpcServerAutoConfiguration.class})
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcEndpointAutoConfiguration {

    RpcEndpointAutoConfiguration() {}

    @Bean
    @ConditionalOnAvailableEndpoint
    RpcEndpoint rpcEndpoint(
            Environment environment,
            RpcProperties properties,
            RpcServerLifecycle server,
            ServiceDefinitions services,
            RpcReferences references,
            RpcRegistry registry) {
        return new RpcEndpoint(server, services, references, registry, new EffectiveSettings(environment, properties));
    }
}
