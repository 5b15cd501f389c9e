package io.rpcboot.spring.boot;

import io.rpcboot.RpcMethod;
import io.rpcboot.spring.RpcReference;
import io.rpcboot.spring.RpcService;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;

/**
 * For people: which setting holds for a reference, its methods or a service, and where it comes from. What there is to be
 * set, the records of {@link RpcProperties} say; a setting of one name means the same in all places where it can stand.
 */
final class EffectiveSettings {

    private final Environment environment;
    private final RpcProperties properties;

    EffectiveSettings(Environment environment, RpcProperties properties) {
        this.environment = environment;
        this.properties = properties;
    }

    /**
     * One setting.
     *
     * @param value what holds, as text; empty if nothing is set
     * @param from the property with its place, the annotation, or {@code default}
     */
    record Setting(String value, String from) {}

    /** Of a reference as a whole, by name. */
    Map<String, Setting> of(ReferenceDefinition definition, RpcReference annotation) {
        var own = Names.find(properties.references(), definition.id());
        return settings(
                RpcProperties.Reference.class,
                own == null ? null : own.getValue(),
                own == null ? "" : "rpc.references." + own.getKey(),
                annotation,
                properties.client(),
                "rpc.client",
                definition);
    }

    /** Of those of its methods that have settings of their own: by Java name, then by name. */
    Map<String, Map<String, Setting>> ofMethods(ReferenceDefinition definition, Map<String, Setting> ofReference) {
        Map<String, Map<String, Setting>> all = new TreeMap<>();
        for (Method method : definition.type().getMethods()) {
            RpcMethod annotation = method.getAnnotation(RpcMethod.class);
            Setting timeout = ofReference.get("timeout");
            boolean leftToTheClient = definition.timeout() == null;
            if (!Modifier.isStatic(method.getModifiers())
                    && annotation != null
                    && annotation.timeout() >= 0
                    && timeout != null
                    && leftToTheClient) {
                String value = text(Duration.ofMillis(annotation.timeout()));
                all.computeIfAbsent(method.getName(), name -> new LinkedHashMap<>())
                        .put("timeout", new Setting(value, "@RpcMethod(timeout)"));
            }
        }
        var own = Names.find(properties.references(), definition.id());
        if (own != null) {
            addConfigured(own.getValue().methods(), "rpc.references." + own.getKey(), all);
        }
        return all;
    }

    /** Of a service as a whole, by name. */
    Map<String, Setting> of(ServiceDefinition definition, RpcService annotation) {
        var own = Names.find(properties.services(), Names.id(definition.serviceInterface()));
        return settings(
                RpcProperties.Service.class,
                own == null ? null : own.getValue(),
                own == null ? "" : "rpc.services." + own.getKey(),
                annotation,
                properties.server(),
                "rpc.server",
                definition);
    }

    /** Of those of its methods that have settings of their own: by Java name, then by name. */
    Map<String, Map<String, Setting>> ofMethods(ServiceDefinition definition) {
        Map<String, Map<String, Setting>> all = new TreeMap<>();
        var own = Names.find(properties.services(), Names.id(definition.serviceInterface()));
        if (own != null) {
            addConfigured(own.getValue().methods(), "rpc.services." + own.getKey(), all);
        }
        return all;
    }

    private void addConfigured(
            Map<String, ? extends Record> methods, String key, Map<String, Map<String, Setting>> all) {
        methods.forEach((name, settings) -> all.computeIfAbsent(name, unheard -> new LinkedHashMap<>())
                .putAll(configured(settings, key + ".methods." + name)));
    }

    /**
     * @param shape what there is to be set
     * @param used what the setting of a name has come to, where it is known
     */
    private Map<String, Setting> settings(
            Class<?> shape,
            @Nullable Object own,
            String ownKey,
            Annotation annotation,
            @Nullable Object common,
            String commonKey,
            @Nullable Object used) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (RecordComponent component : shape.getRecordComponents()) {
            String name = component.getName();
            Object configured = value(own, name);
            Object inCommon = value(common, name);
            Object known = value(used, name);
            if (component.getType().isRecord()) {
                String key = "." + Names.kebab(name);
                settings(component.getType(), configured, ownKey + key, annotation, inCommon, commonKey + key, known)
                        .forEach((inner, setting) -> {
                            if (!setting.value().isEmpty()) {
                                settings.put(name + "." + inner, setting);
                            }
                        });
            } else if (!Map.class.isAssignableFrom(component.getType())) {
                settings.put(
                        name,
                        new Setting(
                                text(known != null ? known : configured != null ? configured : inCommon),
                                from(name, configured, ownKey, annotation, inCommon, commonKey)));
            }
        }
        return settings;
    }

    private String from(
            String name,
            @Nullable Object configured,
            String ownKey,
            Annotation annotation,
            @Nullable Object inCommon,
            String commonKey) {
        if (configured != null) {
            return property(ownKey, name);
        }
        if (annotated(annotation, name) != null) {
            return "@" + annotation.annotationType().getSimpleName() + "(" + name + ")";
        }
        return inCommon == null ? "default" : property(commonKey, name);
    }

    private Map<String, Setting> configured(Record own, String key) {
        Map<String, Setting> settings = new LinkedHashMap<>();
        for (RecordComponent component : own.getClass().getRecordComponents()) {
            String name = component.getName();
            Object value = value(own, name);
            if (value instanceof Record inner) {
                configured(inner, key + "." + Names.kebab(name))
                        .forEach((part, setting) -> settings.put(name + "." + part, setting));
            } else if (value != null) {
                settings.put(name, new Setting(text(value), property(key, name)));
            }
        }
        return settings;
    }

    /** What the annotation says, unless that is what it says by itself. */
    private static @Nullable Object annotated(Annotation annotation, String name) {
        for (Method attribute : annotation.annotationType().getDeclaredMethods()) {
            if (attribute.getName().equals(name)) {
                Object value = invoke(attribute, annotation);
                return Objects.equals(value, attribute.getDefaultValue()) ? null : value;
            }
        }
        return null;
    }

    private static @Nullable Object value(@Nullable Object owner, String name) {
        if (!(owner instanceof Record)) {
            return null;
        }
        for (RecordComponent component : owner.getClass().getRecordComponents()) {
            if (component.getName().equals(name)) {
                return invoke(component.getAccessor(), owner);
            }
        }
        return null;
    }

    private static @Nullable Object invoke(Method method, Object owner) {
        try {
            method.setAccessible(true);
            return method.invoke(owner);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(method + " cannot be asked", e);
        }
    }

    /** The property with the place where it is set; {@code default} if it is not. */
    private String property(String parent, String name) {
        String key = parent + "." + Names.kebab(name);
        ConfigurationPropertyName wanted = ConfigurationPropertyName.adapt(key, '.');
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            ConfigurationProperty property = source.getConfigurationProperty(wanted);
            if (property != null) {
                return property.getOrigin() == null ? key : key + " (" + property.getOrigin() + ")";
            }
        }
        return "default";
    }

    private static String text(@Nullable Object value) {
        if (value instanceof Duration duration) {
            return duration.toMillis() + " ms";
        }
        if (value instanceof Enum<?> constant) {
            return Names.kebab(constant.name());
        }
        if (value instanceof ReferenceDefinition.Fallback fallback) {
            return fallback.type() == void.class
                    ? fallback.name()
                    : fallback.type().getName();
        }
        return value == null ? "" : value.toString();
    }
}
