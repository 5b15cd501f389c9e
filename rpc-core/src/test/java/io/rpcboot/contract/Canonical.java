package io.rpcboot.contract;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Values in a form that can be compared: two are equal if they are the same after the changes that docs/contract.md
 * tells of: null and empty collections are alike, as are null and empty Optionals.
 */
final class Canonical {

    private Canonical() {}

    private record Part(Object what, List<Object> parts) {}

    /** The form of a value; null for null and for what is empty. */
    static Object of(Object value) {
        if (value instanceof Optional<?> optional) {
            return of(optional.orElse(null));
        }
        if (value instanceof OptionalInt optional) {
            return optional.isEmpty() ? null : (Integer) optional.getAsInt();
        }
        if (value instanceof OptionalLong optional) {
            return optional.isEmpty() ? null : (Long) optional.getAsLong();
        }
        if (value instanceof OptionalDouble optional) {
            return optional.isEmpty() ? null : (Double) optional.getAsDouble();
        }
        if (value instanceof byte[] bytes) {
            return new Part("bytes", List.copyOf(elements(bytes)));
        }
        if (value instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            map.forEach((key, held) -> {
                entries.add(of(key));
                entries.add(of(held));
            });
            return entries.isEmpty() ? null : new Part("map", entries);
        }
        if (value instanceof Collection<?> || value != null && value.getClass().isArray()) {
            List<Object> elements = new ArrayList<>();
            elements(value).forEach(element -> elements.add(of(element)));
            return elements.isEmpty() ? null : new Part("collection", elements);
        }
        if (value == null
                || value instanceof Enum
                || !value.getClass().isRecord() && !value.getClass().getName().startsWith(ContractSource.PACKAGE)) {
            return value;
        }
        List<Object> parts = new ArrayList<>();
        Property.of(value.getClass(), Map.of()).forEach(property -> parts.add(of(property.get(value))));
        return new Part(value.getClass(), parts);
    }

    private static List<Object> elements(Object held) {
        List<Object> elements = new ArrayList<>();
        if (held instanceof Collection<?> collection) {
            elements.addAll(collection);
            return elements;
        }
        for (int i = 0; i < Array.getLength(held); i++) {
            elements.add(Array.get(held, i));
        }
        return elements;
    }
}
