package io.rpcboot.schema;

import io.rpcboot.RpcField;
import io.rpcboot.schema.BeanRow.Property;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What of an exception travels: its message text, as field 1, and its state, from 2, which is what one of its
 * constructors takes and an accessor or a field of the same name and type gives back, and after that the properties
 * that have a getter and a setter.
 */
final class ExceptionFields {

    private static final int TEXT = 1;

    private ExceptionFields() {}

    /** A constructor that can rebuild the exception: for each parameter its state, the text, or null for the cause. */
    private record Candidate(Constructor<?> constructor, List<Role> roles) {

        int state() {
            return (int) roles.stream().filter(role -> role.state != null).count();
        }

        Set<String> stateNames() {
            Set<String> names = new HashSet<>();
            for (int i = 0; i < roles.size(); i++) {
                if (roles.get(i).state != null) {
                    names.add(constructor.getParameters()[i].getName());
                }
            }
            return names;
        }

        boolean takesText() {
            return roles.contains(Role.TEXT);
        }

        boolean isPublic() {
            return Modifier.isPublic(constructor.getModifiers());
        }
    }

    private record Role(@Nullable Member state, boolean text) {
        static final Role TEXT = new Role(null, true);
        static final Role CAUSE = new Role(null, false);
    }

    /** Most state first, then those that take the text, public ones, the shortest; the last for a set order. */
    private static final Comparator<Candidate> BEST = Comparator.comparingInt(Candidate::state)
            .reversed()
            .thenComparing(candidate -> !candidate.takesText())
            .thenComparing(candidate -> !candidate.isPublic())
            .thenComparing(candidate -> candidate.roles.size())
            .thenComparing(candidate -> candidate.constructor.toString());

    static void complete(MessageShape shape, JavaType type, String path, ShapeReader shapes) {
        if (Modifier.isAbstract(type.raw().getModifiers())) {
            throw new SchemaException(path, type.raw().getName() + " is abstract; declare what is really thrown");
        }
        Candidate chosen = Stream.of(type.raw().getDeclaredConstructors())
                .filter(constructor -> !Modifier.isPrivate(constructor.getModifiers()) && !constructor.isSynthetic())
                .flatMap(constructor -> candidate(type.raw(), constructor).stream())
                .min(BEST)
                .orElseThrow(() -> new SchemaException(
                        path,
                        type.raw().getName()
                                + " has no constructor from which it could be rebuilt; add (String message),"
                                + " or one whose parameters have the names and types of its fields or getters, compiled"
                                + " with -parameters"));

        Map<String, Property> properties = properties(type.raw(), chosen.stateNames(), path);
        Property text = properties.remove("message");
        Method textSetter =
                text == null || text.field().getType() != String.class || chosen.takesText() ? null : text.setter();
        List<FieldShape> fields = new ArrayList<>();
        fields.add(
                shapes.field("message", ".message", TEXT, JavaType.of(String.class), path, getMessage(), textSetter));
        FieldNumbers numbers = FieldNumbers.of(type.raw(), path);
        if (numbers.reserved().contains(TEXT)) {
            throw new SchemaException(
                    path,
                    "@RpcReserved(" + TEXT + ") on " + type.raw().getName() + ": " + TEXT + " is the message text's;"
                            + " state is numbered from 2, reserve only such numbers");
        }
        numbers.next("message", TEXT, null, path);
        List<Integer> parameters = new ArrayList<>();
        for (int i = 0; i < chosen.roles.size(); i++) {
            Role role = chosen.roles.get(i);
            if (role.state == null) {
                parameters.add(role.text ? 0 : -1);
                continue;
            }
            Parameter parameter = chosen.constructor.getParameters()[i];
            String label = "." + parameter.getName();
            parameters.add(fields.size());
            int number = numbers.next(
                    parameter.getName(), fields.size() + 1, parameter.getAnnotation(RpcField.class), path + label);
            JavaType stateType = JavaType.resolve(genericType(role.state), type.variables(), path + label);
            fields.add(shapes.field(parameter.getName(), label, number, stateType, path, role.state, null));
        }
        boolean inherits = properties.values().stream()
                .anyMatch(property -> property.field().getDeclaringClass() != type.raw());
        properties.forEach((name, property) -> {
            String label = "." + name;
            if (inherits) {
                BeanRow.requirePin(property, type.raw(), path + label);
            }
            int number = numbers.next(name, fields.size() + 1, property.pin(), path + label);
            JavaType propertyType = JavaType.resolve(property.field().getGenericType(), type.variables(), path + label);
            fields.add(shapes.field(name, label, number, propertyType, path, property.getter(), property.setter()));
        });
        shape.complete(fields, numbers.reserved(), new MessageShape.Construction(chosen.constructor, parameters));
    }

    /** By name, superclasses first, each in the order of its fields, without {@code others} and the cause. */
    private static Map<String, Property> properties(Class<?> type, Set<String> others, String path) {
        Map<String, Property> properties = new LinkedHashMap<>();
        if (type.getSuperclass() != null && !type.getName().startsWith("java.")) { // those are closed to reflection
            properties.putAll(properties(type.getSuperclass(), others, path));
            for (Field field : type.getDeclaredFields()) {
                boolean other = others.contains(field.getName()) || Throwable.class.isAssignableFrom(field.getType());
                Property property = other ? null : BeanRow.property(type, field, path);
                if (property != null) {
                    properties.put(field.getName(), property);
                }
            }
        }
        return properties;
    }

    private static List<Candidate> candidate(Class<?> type, Constructor<?> constructor) {
        List<Role> roles = new ArrayList<>();
        Set<Role> seen = new HashSet<>();
        for (Parameter parameter : constructor.getParameters()) {
            Role role = role(type, parameter);
            if (role == null || !seen.add(role)) {
                return List.of();
            }
            roles.add(role);
        }
        return List.of(new Candidate(constructor, roles));
    }

    private static @Nullable Role role(Class<?> type, Parameter parameter) {
        if (Throwable.class.isAssignableFrom(parameter.getType())) {
            return Role.CAUSE;
        }
        Member state = parameter.isNamePresent() && !parameter.getName().equals("message")
                ? state(type, parameter.getName(), parameter)
                : null;
        if (state != null) {
            return new Role(state, false);
        }
        return parameter.getType() == String.class ? Role.TEXT : null;
    }

    private static @Nullable Member state(Class<?> type, String name, Parameter parameter) {
        String suffix = Names.upperFirst(name);
        for (String accessor : List.of(name, "get" + suffix, "is" + suffix)) {
            for (Class<?> each = type; each != null && each != Throwable.class; each = each.getSuperclass()) {
                try {
                    Method method = each.getDeclaredMethod(accessor);
                    if (!Modifier.isStatic(method.getModifiers())
                            && method.getGenericReturnType().equals(parameter.getParameterizedType())) {
                        return method;
                    }
                } catch (NoSuchMethodException e) {
                    // The next may have it.
                }
            }
        }
        for (Class<?> each = type; each != null && each != Throwable.class; each = each.getSuperclass()) {
            if (each.getName().startsWith("java.")) {
                return null; // closed to reflection
            }
            try {
                Field field = each.getDeclaredField(name);
                if (!Modifier.isStatic(field.getModifiers())
                        && field.getGenericType().equals(parameter.getParameterizedType())) {
                    return field;
                }
            } catch (NoSuchFieldException e) {
                // The next may have it.
            }
        }
        return null;
    }

    private static java.lang.reflect.Type genericType(Member member) {
        return member instanceof Method method ? method.getGenericReturnType() : ((Field) member).getGenericType();
    }

    private static Method getMessage() {
        try {
            return Throwable.class.getMethod("getMessage");
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }
}
