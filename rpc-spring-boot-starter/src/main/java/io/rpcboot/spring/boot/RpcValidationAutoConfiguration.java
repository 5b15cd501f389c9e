package io.rpcboot.spring.boot;

import jakarta.validation.Validator;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
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
    @ConditionalOnBean(Validator.class)
    RpcServerCustomizer rpcConstraints(ObjectProvider<Validator> validators) {
        Validator validator = only(validators);
        return builder -> builder.advice(new ConstraintAdvice(validator));
    }

    /** Constraints that are not enforced would go unnoticed: which of several validators is meant must be said. */
    private static Validator only(ObjectProvider<Validator> validators) {
        try {
            return validators.getObject();
        } catch (NoUniqueBeanDefinitionException e) {
            throw new RpcStartException(
                    "The constraints of services cannot be honoured: which Validator is meant? There are "
                            + e.getBeanNamesFound() + ".",
                    "Mark one of them @Primary.",
                    e);
        }
    }
}
