package io.rpcboot.spring.boot;

import io.rpcboot.registry.RpcInstance.Attributes;
import io.rpcboot.spring.RpcService;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.Assert;

/** Finds the {@code @RpcService} beans of a context. To be asked once all of its beans are defined. */
final class ServiceDefinitions {

    private final ConfigurableListableBeanFactory beans;
    private final RpcProperties properties;
    private volatile @Nullable List<ServiceDefinition> all;

    ServiceDefinitions(ConfigurableListableBeanFactory beans, RpcProperties properties) {
        this.beans = beans;
        this.properties = properties;
    }

    /** What is exported: nothing if {@code rpc.server.enabled} is false. */
    List<ServiceDefinition> exported() {
        return properties.server().enabled() ? all() : List.of();
    }

    /** All that is annotated. */
    List<ServiceDefinition> all() {
        List<ServiceDefinition> found = all;
        if (found == null) {
            found = find();
            all = found;
        }
        return found;
    }

    private List<ServiceDefinition> find() {
        List<ServiceDefinition> found = new ArrayList<>();
        for (String beanName : beans.getBeanNamesForAnnotation(RpcService.class)) {
            if (!ScopedProxyUtils.isScopedTarget(beanName)) {
                ServiceDefinition definition = define(beanName);
                refuseTwice(found, definition);
                found.add(definition);
            }
        }
        return List.copyOf(found);
    }

    private static void refuseTwice(List<ServiceDefinition> found, ServiceDefinition definition) {
        for (ServiceDefinition other : found) {
            if (other.is(definition.serviceInterface(), definition.group(), definition.version())) {
                throw new RpcStartException(
                        "Beans '" + other.beanName() + "' and '" + definition.beanName() + "' both export "
                                + definition.label() + ".",
                        "Give one of them another group or version: @RpcService(group = \"…\").");
            }
        }
    }

    private ServiceDefinition define(String beanName) {
        Method factory = factoryMethod(beanName);
        RpcService annotation = annotation(beanName, factory);
        Class<?> type = serviceInterface(beanName, annotation, factory);
        String id = Names.id(type);
        RpcProperties.Service own = own(id);
        String prefix = "rpc.services." + id;
        return new ServiceDefinition(
                beanName,
                type,
                text(own.group(), annotation.group()),
                text(own.version(), annotation.version()),
                text(own.tag(), annotation.tag()),
                text(own.zone(), ""),
                role(beanName, text(own.role(), annotation.role())),
                weight(beanName, type, own.weight(), annotation.weight()),
                number(prefix + ".max-concurrency", own.maxConcurrency(), annotation.maxConcurrency(), 0),
                methodMaxConcurrency(prefix, type, own.methods()),
                emptyToNull(text(own.executor(), annotation.executor())));
    }

    /** What the bean is annotated with. */
    RpcService annotationOf(ServiceDefinition service) {
        return annotation(service.beanName(), factoryMethod(service.beanName()));
    }

    private RpcService annotation(String beanName, @Nullable Method factory) {
        RpcService onMethod =
                factory == null ? null : AnnotatedElementUtils.findMergedAnnotation(factory, RpcService.class);
        RpcService annotation = onMethod != null ? onMethod : beans.findAnnotationOnBean(beanName, RpcService.class);
        Assert.state(annotation != null, () -> beanName + " has lost its annotation");
        return annotation;
    }

    private @Nullable Method factoryMethod(String beanName) {
        return beans.containsBeanDefinition(beanName)
                        && beans.getMergedBeanDefinition(beanName) instanceof RootBeanDefinition definition
                ? definition.getResolvedFactoryMethod()
                : null;
    }

    private Class<?> serviceInterface(String beanName, RpcService annotation, @Nullable Method factory) {
        String where = "Bean '" + beanName + "'";
        Class<?> type = targetClass(beanName);
        if (annotation.interfaceClass() != void.class) {
            Class<?> stated = annotation.interfaceClass();
            if (!stated.isInterface() || !stated.isAssignableFrom(type)) {
                throw new RpcStartException(
                        where + " is annotated @RpcService(interfaceClass = " + stated.getSimpleName() + ".class), but "
                                + (stated.isInterface()
                                        ? type.getName() + " does not implement it."
                                        : stated.getName() + " is not an interface."),
                        "Name an interface that the bean implements.");
            }
            return stated;
        }
        if (factory != null && factory.getReturnType().isInterface()) {
            return factory.getReturnType();
        }
        return ServiceInterfaces.find(type, where);
    }

    /** The class behind all proxies. */
    private Class<?> targetClass(String beanName) {
        Class<?> type = AutoProxyUtils.determineTargetClass(beans, beanName);
        if (type == null || Proxy.isProxyClass(type) || type.isInterface()) {
            type = AopProxyUtils.ultimateTargetClass(beans.getBean(beanName));
        }
        return type;
    }

    private RpcProperties.Service own(String id) {
        Map.Entry<String, RpcProperties.Service> own = Names.find(properties.services(), id);
        return own == null ? RpcProperties.Service.NONE : own.getValue();
    }

    private String text(@Nullable String configured, String annotated) {
        String resolved = configured != null ? configured : beans.resolveEmbeddedValue(annotated);
        return resolved == null ? "" : resolved;
    }

    private static String role(String beanName, String role) {
        String lower = role.toLowerCase(Locale.ROOT);
        return switch (lower) {
            case "", "primary" -> "primary";
            case "backup" -> lower;
            default ->
                throw new RpcStartException(
                        "Bean '" + beanName + "' is to be exported in the role \"" + role + "\", which does not exist.",
                        "Use primary or backup.");
        };
    }

    private static int weight(String beanName, Class<?> type, @Nullable Integer configured, int annotated) {
        int weight = configured != null ? configured : annotated;
        if (configured == null && annotated == -1) {
            return Attributes.DEFAULT_WEIGHT;
        }
        if (weight < 0) {
            throw new RpcStartException(
                    "Bean '" + beanName + "' is to be exported with the weight " + weight + ", which is negative.",
                    "Set "
                            + (configured != null
                                    ? "rpc.services." + Names.id(type) + ".weight"
                                    : "@RpcService(weight = …)")
                            + " to 0 or more: "
                            + Attributes.DEFAULT_WEIGHT + " is what others have by default, 0 takes no calls.");
        }
        return weight;
    }

    /** Of the methods that there are; {@link ConfigurationCheck} refuses the others. */
    private static Map<String, Integer> methodMaxConcurrency(
            String prefix, Class<?> type, Map<String, RpcProperties.ServiceMethod> configured) {
        Map<String, Integer> limits = new HashMap<>();
        configured.forEach((name, own) -> {
            int limit = number(prefix + ".methods." + name + ".max-concurrency", own.maxConcurrency(), 0, 0);
            for (Method method : type.getMethods()) {
                if (Names.same(method.getName(), name)) {
                    limits.put(method.getName(), limit);
                }
            }
        });
        return limits;
    }

    private static int number(String key, @Nullable Integer configured, int annotated, int otherwise) {
        if (configured == null) {
            return annotated >= 0 ? annotated : otherwise;
        }
        if (configured < 0) {
            throw new RpcStartException(
                    key + " is " + configured + ", and less than nothing means nothing.",
                    "Set it to 0 or more, or remove it.");
        }
        return configured;
    }

    private static @Nullable String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
