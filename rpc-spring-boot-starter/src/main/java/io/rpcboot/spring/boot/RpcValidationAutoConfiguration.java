package io.rpcboot.spring.boot;

import jakarta.validation.Validator;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;

/** Honours Jakarta Bean Validation's constraints on the services' interfaces, where there is a validator. */
@AutoConfiguration(
        after = RpcAutoConfiguration.class,
        afterName = "org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration")
@ConditionalOnClass(Validator.class)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RpcValidationAutoConfiguration {

    RpcValidationAutoConfiguration() {}

    @Bean
    @ConditionalOnSingleCandidate(Validator.class)
    RpcServerCustomizer rpcConstraints(Validator validator) {
        return builder -> builder.advice(new ConstraintAdvice(validator));
    }
}
