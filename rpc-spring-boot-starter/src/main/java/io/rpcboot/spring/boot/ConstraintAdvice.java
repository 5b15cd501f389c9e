package io.rpcboot.spring.boot;

import io.rpcboot.contract.ContractMethod;
import io.rpcboot.server.BeanMethod;
import io.rpcboot.server.MethodAdvice;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import jakarta.validation.Validator;
import jakarta.validation.metadata.CascadableDescriptor;
import jakarta.validation.metadata.ContainerDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.annotation.ValidationAnnotationUtils;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.beanvalidation.MethodValidationInterceptor;
import org.springframework.validation.method.MethodValidationException;

/**
 * Honours the constraints of a contract: Jakarta Bean Validation's annotations on the interface's methods, or the
 * bean's, whether or not the bean is {@code @Validated}. If it is, its Spring proxy checks them, and only the outcome is
 * put into the form that callers get.
 */
final class ConstraintAdvice implements MethodAdvice {

    private final Validator validator;
    private final MethodValidationAdapter adapter;

    ConstraintAdvice(Validator validator) {
        this.validator = validator;
        this.adapter = new MethodValidationAdapter(validator);
    }

    @Override
    public BeanMethod around(ContractMethod method, Object bean, BeanMethod next) {
        Object target = target(bean);
        Class<?> behind = ClassUtils.getUserClass(AopUtils.getTargetClass(target));
        boolean bySpring = isValidatedBySpring(bean) || isProxyOfValidated(target, behind);
        Class<?> type = bySpring ? behind : target.getClass();
        Method implementation = AopUtils.getMostSpecificMethod(method.javaMethod(), type);
        MethodDescriptor constraints = constraints(type, implementation, method);
        if (constraints == null) {
            return next;
        }
        Violations violations = new Violations(method, type, implementation);
        if (bySpring) {
            return new Translated(next, violations);
        }
        Checks checks = new Checks(adapter, target, implementation, violations);
        boolean later = CompletionStage.class.isAssignableFrom(implementation.getReturnType());
        BeanMethod checked = next;
        if (concern(constraints.getReturnValueDescriptor()) && !later) {
            checked = checks.ofResult(checked);
        }
        return concernArguments(constraints) ? checks.ofArguments(checked) : checked;
    }

    /** The innermost bean that does not change from call to call. */
    private static Object target(Object bean) {
        Object target = bean;
        for (Object inner = bean; inner != null; inner = AopProxyUtils.getSingletonTarget(inner)) {
            target = inner;
        }
        return target;
    }

    private @Nullable MethodDescriptor constraints(Class<?> type, Method implementation, ContractMethod method) {
        try {
            return validator
                    .getConstraintsForClass(type)
                    .getConstraintsForMethod(implementation.getName(), implementation.getParameterTypes());
        } catch (ValidationException e) {
            throw new RpcStartException(
                    "The constraints of " + method.descriptor().service() + " cannot be honoured: " + e.getMessage(),
                    "Correct the annotations. Those of parameters belong on the interface only, and results of"
                            + " asynchronous methods have none.",
                    e);
        }
    }

    /** What {@code hasConstrainedParameters} does not tell of {@code List<@NotBlank String>}. */
    private static boolean concernArguments(MethodDescriptor constraints) {
        return constraints.getCrossParameterDescriptor().hasConstraints()
                || constraints.getParameterDescriptors().stream().anyMatch(ConstraintAdvice::concern);
    }

    private static <D extends ElementDescriptor & CascadableDescriptor & ContainerDescriptor> boolean concern(D value) {
        return value.hasConstraints()
                || value.isCascaded()
                || !value.getConstrainedContainerElementTypes().isEmpty();
    }

    /** Whether this stands for objects that change from call to call, each of which has a proxy that checks. */
    private static boolean isProxyOfValidated(Object target, Class<?> behind) {
        return AopUtils.isAopProxy(target) && AnnotatedElementUtils.hasAnnotation(behind, Validated.class);
    }

    private static boolean isValidatedBySpring(Object bean) {
        for (Object proxy = bean; proxy instanceof Advised advised; proxy = AopProxyUtils.getSingletonTarget(proxy)) {
            for (var advisor : advised.getAdvisors()) {
                Advice advice = advisor.getAdvice();
                if (advice instanceof MethodValidationInterceptor) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Spring's method validation of one method, with all that does not change from call to call. */
    private static final class Checks {

        private final MethodValidationAdapter adapter;
        private final Object target;
        private final Method method;
        private final Class<?>[] groups;
        private final Violations violations;

        Checks(MethodValidationAdapter adapter, Object target, Method method, Violations violations) {
            this.adapter = adapter;
            this.target = target;
            this.method = method;
            this.groups = ValidationAnnotationUtils.determineValidationGroups(target, method);
            this.violations = violations;
        }

        BeanMethod ofArguments(BeanMethod next) {
            return arguments -> {
                refuse(adapter.invokeValidatorForArguments(target, method, arguments, groups));
                return next.invoke(arguments);
            };
        }

        BeanMethod ofResult(BeanMethod next) {
            return arguments -> {
                Object result = next.invoke(arguments);
                refuse(adapter.invokeValidatorForReturnValue(target, method, result, groups));
                return result;
            };
        }

        private void refuse(Set<ConstraintViolation<Object>> found) {
            if (!found.isEmpty()) {
                throw violations.toException(found);
            }
        }
    }

    /** What the bean's own proxy found of this method; violations from further inside are the provider's affair. */
    private record Translated(BeanMethod next, Violations violations) implements BeanMethod {

        @Override
        public @Nullable Object invoke(Object[] arguments) throws Throwable {
            try {
                return next.invoke(arguments);
            } catch (ConstraintViolationException e) {
                throw violations.areIn(e) ? violations.toException(e.getConstraintViolations()) : e;
            } catch (MethodValidationException e) {
                throw violations.areIn(e) ? violations.toException(e) : e;
            }
        }
    }
}
