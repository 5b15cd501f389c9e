package io.rpcboot.spring.boot;

import io.micrometer.context.ContextSnapshotFactory;
import io.rpcboot.context.SnapshotCarrier;
import io.rpcboot.core.ContextCarrier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** Has callbacks find the context of the thread that called, where there is Micrometer's context propagation. */
@AutoConfiguration(after = RpcAutoConfiguration.class)
@ConditionalOnClass(ContextSnapshotFactory.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcContextPropagationAutoConfiguration {

    RpcContextPropagationAutoConfiguration() {}

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    @ConditionalOnMissingBean
    ContextCarrier rpcContextCarrier(ObjectProvider<ContextSnapshotFactory> snapshots) {
        ContextSnapshotFactory own = snapshots.getIfUnique();
        return own == null ? new SnapshotCarrier() : new SnapshotCarrier(own);
    }
}
