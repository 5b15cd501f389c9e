package io.rpcboot.schema;

import io.rpcboot.RpcField;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Classes of fields with getters and setters, made by a constructor without parameters. A property is a field that
 * has both; its number is the field's position among the class's properties.
 */
final class BeanRow implements Row {

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        Class<?> raw = type.raw();
        if (raw.isInterface()
                || raw.isPrimitive()
                || Modifier.isAbstract(raw.getModifiers())
                || Throwable.class.isAssignableFrom(raw)
                || raw.getName().startsWith("java.")
                || !hasEmptyConstructor(raw)
                || properties(type, path).isEmpty()) {
            return null;
        }
        return shapes.message(
                type, MessageShape.Kind.BEAN, type.messageName(), shape -> complete(shape, type, path, shapes));
    }

    /** A field and the methods that read and write it. */
    record Property(Field field, Method getter, Method setter) {

        @Nullable
        RpcField pin() {
            return Stream.<AnnotatedElement>of(field, getter, setter)
                    .map(element -> element.getAnnotation(RpcField.class))
                    .filter(pin -> pin != null)
                    .findFirst()
                    .orElse(null);
        }
    }

    /** The property that a field is the state of, of this class or a subclass; null if a getter or setter lacks. */
    static @Nullable Property property(Class<?> type, Field field, String path) {
        Method setter = isState(field) ? setter(type, field) : null;
        Method getter = setter == null ? null : getter(type, field, path);
        return setter == null || getter == null ? null : new Property(field, getter, setter);
    }

    private static boolean isState(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !Modifier.isTransient(field.getModifiers())
                && !field.isSynthetic();
    }

    /** Refuses a property without number in a class that inherits some. */
    static void requirePin(Property property, Class<?> type, String path) {
        if (property.pin() == null) {
            throw new SchemaException(
                    path,
                    type.getName() + " inherits properties, so that positions could shift; number each with"
                            + " @RpcField");
        }
    }

    private static void complete(MessageShape shape, JavaType type, String path, ShapeReader shapes) {
        Map<String, Property> properties = properties(type, path);
        boolean inherits =
                properties.values().stream().anyMatch(property -> property.field.getDeclaringClass() != type.raw());
        FieldNumbers numbers = new FieldNumbers();
        hierarchy(type.raw()).forEach(each -> numbers.reserve(each, path));
        List<FieldShape> fields = new ArrayList<>();
        properties.forEach((name, property) -> {
            String label = "." + name;
            if (inherits) {
                requirePin(property, type.raw(), path + label);
            }
            int number = numbers.next(name, fields.size() + 1, property.pin(), path + label);
            JavaType propertyType = JavaType.resolve(
                    property.field.getGenericType(),
                    type.variablesOf(property.field.getDeclaringClass(), path + label),
                    path + label);
            fields.add(shapes.field(name, label, number, propertyType, path, property.getter, property.setter));
        });
        shape.complete(
                fields, numbers.reserved(), new MessageShape.Construction(emptyConstructor(type.raw()), List.of()));
    }

    /** Superclasses first, each in the order of its fields. */
    private static Map<String, Property> properties(JavaType type, String path) {
        Map<String, Property> properties = new LinkedHashMap<>();
        for (Class<?> each : hierarchy(type.raw())) {
            for (Field field : each.getDeclaredFields()) {
                if (!isState(field)) {
                    continue;
                }
                Method getter = getter(type.raw(), field, path);
                Method setter = setter(type.raw(), field);
                if (getter != null && setter != null) {
                    properties.put(field.getName(), new Property(field, getter, setter));
                } else if (getter != null || setter != null) {
                    throw new SchemaException(
                            path + "." + field.getName(),
                            (getter != null ? "has a getter and no setter" : "has a setter and no getter")
                                    + "; add one, make the field transient, or use a record");
                }
            }
        }
        return properties;
    }

    /** The class and its superclasses, these first. */
    private static List<Class<?>> hierarchy(Class<?> type) {
        List<Class<?>> classes = new ArrayList<>();
        for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
            classes.add(0, each);
        }
        return classes;
    }

    private static @Nullable Method getter(Class<?> type, Field field, String path) {
        Method get = prefixed(type, "get", field.getName());
        if (get == null && isBoolean(field)) {
            get = prefixed(type, "is", field.getName());
            if (get == null && field.getName().startsWith("is")) {
                get = method(type, field.getName());
            }
        }
        if (get != null && get.getReturnType() != field.getType()) {
            throw new SchemaException(
                    path + "." + field.getName(),
                    get.getName() + "() returns " + get.getReturnType().getTypeName() + ", the field is "
                            + field.getType().getTypeName()
                            + "; let both have one type, make the field transient, or use a record");
        }
        return get;
    }

    private static @Nullable Method setter(Class<?> type, Field field) {
        Method set = prefixed(type, "set", field.getName(), field.getType());
        return set == null && isBoolean(field) && field.getName().startsWith("is")
                ? method(type, "set" + field.getName().substring(2), field.getType())
                : set;
    }

    private static boolean isBoolean(Field field) {
        return field.getType() == boolean.class || field.getType() == Boolean.class;
    }

    /** {@code getName} of {@code name}; of {@code xAxis} {@code getXAxis}, or {@code getxAxis}, as some IDEs make it. */
    private static @Nullable Method prefixed(Class<?> type, String prefix, String name, Class<?>... parameters) {
        Method method = method(type, prefix + Names.upperFirst(name), parameters);
        return method == null && name.length() > 1 && Character.isUpperCase(name.charAt(1))
                ? method(type, prefix + name, parameters)
                : method;
    }

    private static @Nullable Method method(Class<?> type, String name, Class<?>... parameters) {
        try {
            Method method = type.getMethod(name, parameters);
            return Modifier.isStatic(method.getModifiers()) ? null : method;
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static boolean hasEmptyConstructor(Class<?> type) {
        return Stream.of(type.getDeclaredConstructors()).anyMatch(constructor -> constructor.getParameterCount() == 0);
    }

    private static java.lang.reflect.Constructor<?> emptyConstructor(Class<?> type) {
        try {
            return type.getDeclaredConstructor();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e); // looked for before
        }
    }
}
