package io.rpcboot.spring.boot;

import io.rpcboot.spring.RpcReference;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.Assert;

/**
 * Answers Spring where it asks what to inject at an {@code @RpcReference}, the way {@code @Value} is answered. Every
 * injection point of every bean comes by here, also in test classes and in code that was generated ahead of time, so
 * that stubs need no bean definitions.
 */
final class ReferenceResolver extends ContextAnnotationAutowireCandidateResolver {

    @Override
    public @Nullable Object getSuggestedValue(DependencyDescriptor descriptor) {
        RpcReference annotation = find(descriptor);
        if (annotation == null) {
            return super.getSuggestedValue(descriptor);
        }
        BeanFactory beans = getBeanFactory();
        Assert.state(beans != null, "the resolver has no bean factory");
        return beans.getBean(RpcReferences.class)
                .resolve(descriptor.getDependencyType(), annotation, where(descriptor), descriptor.getDependencyName());
    }

    private static @Nullable RpcReference find(DependencyDescriptor descriptor) {
        Annotation[] annotations = descriptor.getAnnotations();
        if (annotations.length > 0) {
            MergedAnnotation<RpcReference> found =
                    MergedAnnotations.from(annotations).get(RpcReference.class);
            if (found.isPresent()) {
                return found.synthesize();
            }
        }
        MethodParameter parameter = descriptor.getMethodParameter();
        Method method = parameter == null ? null : parameter.getMethod();
        return method == null || AnnotatedElementUtils.hasAnnotation(method, Bean.class)
                ? null
                : AnnotatedElementUtils.findMergedAnnotation(method, RpcReference.class);
    }

    private static String where(DependencyDescriptor descriptor) {
        String name = descriptor.getDependencyName();
        MethodParameter parameter = descriptor.getMethodParameter();
        String owner = descriptor.getMember().getDeclaringClass().getSimpleName();
        if (parameter == null) {
            return owner + "." + name;
        }
        String executable =
                parameter.getMethod() == null ? "" : "." + parameter.getMethod().getName();
        return owner + executable + "(" + (name != null ? name : "parameter " + parameter.getParameterIndex()) + ")";
    }
}
