package io.rpcboot.spring.boot;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** Finds {@code rpc.*} keys that {@link RpcProperties} does not have. */
final class UnknownKeys {

    private static final ConfigurationPropertyName RPC = ConfigurationPropertyName.of("rpc");

    private UnknownKeys() {}

    /** One line for each unknown key: where it is and what it may have been meant to be. */
    static List<String> find(Environment environment) {
        List<String> found = new ArrayList<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            // An orchestrator sets RPC_PORT and the like for a service of its own that is called rpc.
            if (source instanceof IterableConfigurationPropertySource names
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                names.stream().filter(RPC::isAncestorOf).forEach(name -> {
                    String line = check(name, source.getConfigurationProperty(name));
                    if (line != null && !found.contains(line)) {
                        found.add(line);
                    }
                });
            }
        }
        return found;
    }

    private static @Nullable String check(ConfigurationPropertyName name, @Nullable ConfigurationProperty property) {
        Type type = RpcProperties.class;
        String parent = "rpc";
        for (int i = 1; i < name.getNumberOfElements(); i++) {
            String element = name.getElement(i, Form.ORIGINAL);
            if (type instanceof ParameterizedType generic && generic.getRawType() == Map.class) {
                type = generic.getActualTypeArguments()[1];
            } else if (type instanceof Class<?> record && record.isRecord()) {
                Map<String, Type> children = children(record);
                Type child = children.get(name.getElement(i, Form.UNIFORM));
                if (child == null) {
                    return describe(name, property, parent, element, keys(record));
                }
                type = child;
            } else if (name.isNumericIndex(i)) {
                return null; // an element of a list
            } else {
                return describe(name, property, parent, element, List.of());
            }
            parent += "." + element;
        }
        return null;
    }

    private static String describe(
            ConfigurationPropertyName name,
            @Nullable ConfigurationProperty property,
            String parent,
            String element,
            Collection<String> known) {
        String origin = property == null || property.getOrigin() == null ? "" : " (" + property.getOrigin() + ")";
        String nearest = Names.nearest(element, known);
        String hint;
        if (nearest != null) {
            hint = "did you mean " + parent + "." + nearest + "?";
        } else if (known.isEmpty()) {
            hint = parent + " has no further parts";
        } else {
            hint = parent + " has " + String.join(", ", known);
        }
        return name + origin + ": " + hint;
    }

    private static Map<String, Type> children(Class<?> record) {
        Map<String, Type> children = new TreeMap<>();
        for (RecordComponent component : record.getRecordComponents()) {
            children.put(Names.uniform(component.getName()), component.getGenericType());
        }
        return children;
    }

    private static List<String> keys(Class<?> record) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            keys.add(Names.kebab(component.getName()));
        }
        return keys;
    }
}
