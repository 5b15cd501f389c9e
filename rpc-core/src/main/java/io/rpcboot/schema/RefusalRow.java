package io.rpcboot.schema;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What no row maps: says what to do instead. */
final class RefusalRow implements Row {

    @Override
    public TypeShape map(JavaType type, String path, ShapeReader shapes) {
        throw new SchemaException(path, type + " has no protobuf mapping; " + cure(type.raw()));
    }

    private static String cure(Class<?> type) {
        if (type == Object.class) {
            return "use a record, or Map<String,Object> for free-form data";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "use java.util.Map";
        }
        if (Set.class.isAssignableFrom(type)) {
            return "use java.util.Set";
        }
        if (Collection.class.isAssignableFrom(type) || Iterable.class.isAssignableFrom(type)) {
            return "use java.util.List";
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return "use a record, or declare it in the throws clause";
        }
        if (type.isInterface() || java.lang.reflect.Modifier.isAbstract(type.getModifiers())) {
            return "use a record, or make it sealed";
        }
        if (!type.getName().startsWith("java.")
                && Stream.of(type.getDeclaredConstructors()).noneMatch(each -> each.getParameterCount() == 0)) {
            return "use a record, or give it a constructor without parameters, getters and setters";
        }
        return "use a record";
    }
}
