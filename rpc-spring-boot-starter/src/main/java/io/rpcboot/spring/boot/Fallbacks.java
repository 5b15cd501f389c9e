package io.rpcboot.spring.boot;

import io.rpcboot.client.FallbackFactory;
import io.rpcboot.client.Reference;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.ResolvableType;

/** Finds, or makes, what answers when a reference's service does not. */
final class Fallbacks {

    private static final String EMPTY = "empty";

    private final ConfigurableListableBeanFactory beans;

    Fallbacks(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** Gives the reference its fallback, if the definition names one. */
    <T> void addTo(Reference<T> reference, ReferenceDefinition definition, String where) {
        ReferenceDefinition.Fallback fallback = definition.fallback();
        if (fallback.name().equals(EMPTY)) {
            reference.fallbackToEmpty();
        } else if (!fallback.name().isEmpty()) {
            add(reference, definition.type(), named(fallback.name(), definition));
        } else if (fallback.type() != void.class) {
            add(reference, definition.type(), ofType(fallback.type(), definition, where));
        }
    }

    @SuppressWarnings("unchecked") // the types were compared
    private static <T> void add(Reference<T> reference, Class<?> serviceInterface, Object fallback) {
        if (serviceInterface.isInstance(fallback)) {
            reference.fallback((T) fallback);
        } else {
            reference.fallbackFactory((FallbackFactory<T>) fallback);
        }
    }

    private Object named(String name, ReferenceDefinition definition) {
        String key = "rpc.references." + definition.id() + ".fallback";
        if (!beans.containsBean(name)) {
            throw new RpcStartException(
                    key + " is \"" + name + "\", but there is no such bean.",
                    "Name a bean that implements " + wanted(definition.type()) + ", or write empty"
                            + candidates(definition.type()) + ".");
        }
        Object bean = beans.getBean(name);
        if (!fits(ResolvableType.forInstance(bean), definition.type())) {
            throw new RpcStartException(
                    key + " is \"" + name + "\", but that bean is a "
                            + bean.getClass().getName() + ".",
                    "Name a bean that implements " + wanted(definition.type()) + candidates(definition.type()) + ".");
        }
        return bean;
    }

    private String candidates(Class<?> serviceInterface) {
        List<String> names = Stream.of(serviceInterface, FallbackFactory.class)
                .flatMap(type -> Stream.of(beans.getBeanNamesForType(type, true, false)))
                .toList();
        return names.isEmpty() ? "" : "; there are " + new TreeSet<>(names);
    }

    private Object ofType(Class<?> type, ReferenceDefinition definition, String where) {
        String annotation = where + " is annotated @RpcReference(fallback = " + type.getSimpleName() + ".class), but ";
        if (!fits(ResolvableType.forClass(type), definition.type())) {
            throw new RpcStartException(
                    annotation + type.getName() + " is no fallback for "
                            + definition.type().getName() + ".",
                    "Let it implement " + wanted(definition.type()) + ".");
        }
        String[] names = beans.getBeanNamesForType(type, true, false);
        if (names.length > 1) {
            throw new RpcStartException(
                    annotation + "there are " + names.length + " beans of that class: " + String.join(", ", names)
                            + ".",
                    "Name one of them: rpc.references." + definition.id() + ".fallback=" + names[0] + ".");
        }
        return names.length == 1 ? beans.getBean(names[0]) : beans.createBean(type);
    }

    /** Whether it can stand in for the service; a factory whose type parameter is not known is believed. */
    private static boolean fits(ResolvableType type, Class<?> serviceInterface) {
        Class<?> made = type.as(FallbackFactory.class).getGeneric(0).resolve();
        return serviceInterface.isAssignableFrom(type.toClass())
                || FallbackFactory.class.isAssignableFrom(type.toClass())
                        && (made == null || serviceInterface.isAssignableFrom(made));
    }

    private static String wanted(Class<?> serviceInterface) {
        return serviceInterface.getName() + ", or FallbackFactory<" + serviceInterface.getSimpleName()
                + "> to see the cause";
    }
}
