package io.rpcboot.spring.boot;

import io.rpcboot.spring.RpcReference;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Executable;
import java.lang.reflect.Parameter;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** Finds references of beans that are not made yet: lazy ones, prototypes. */
final class DeclaredReferences {

    private final ConfigurableListableBeanFactory beans;
    private final Set<String> ids = new LinkedHashSet<>();

    private DeclaredReferences(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The ids of all references that classes of beans declare. */
    static Set<String> ids(ConfigurableListableBeanFactory beans) {
        DeclaredReferences found = new DeclaredReferences(beans);
        for (String name : beans.getBeanDefinitionNames()) {
            Class<?> type = beans.getType(name, false);
            if (type != null && !type.getName().startsWith("org.springframework.")) {
                try {
                    found.collect(ClassUtils.getUserClass(type));
                } catch (IllegalStateException | LinkageError e) {
                    // Refers to a class that is not there; it cannot have been injected into.
                }
            }
        }
        return found.ids;
    }

    private void collect(Class<?> type) {
        ReflectionUtils.doWithFields(type, field -> collect(field, field.getType()));
        ReflectionUtils.doWithMethods(type, this::collect);
        Stream.of(type.getDeclaredConstructors()).forEach(this::collect);
    }

    private void collect(Executable executable) {
        for (Parameter parameter : executable.getParameters()) {
            collect(parameter, parameter.getType());
            collect(executable, parameter.getType());
        }
    }

    private void collect(AnnotatedElement element, Class<?> type) {
        RpcReference annotation = AnnotatedElementUtils.findMergedAnnotation(element, RpcReference.class);
        if (annotation != null) {
            String id = beans.resolveEmbeddedValue(annotation.id());
            ids.add(id == null || id.isEmpty() ? Names.id(type) : id);
        }
    }
}
