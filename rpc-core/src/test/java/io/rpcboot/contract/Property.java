package io.rpcboot.contract;

import io.rpcboot.RpcField;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A record's component or a bean's property, as docs/contract.md tells them: found here once more, independently of
 * what is tested.
 *
 * @param type without variables, as far as the owner says what they stand for
 * @param setter null of a component
 */
record Property(String name, int number, Type type, Method getter, Method setter) {

    static List<Property> of(Class<?> owner, Map<TypeVariable<?>, Type> variables) {
        List<Property> properties = new ArrayList<>();
        if (owner.isRecord()) {
            for (RecordComponent component : owner.getRecordComponents()) {
                RpcField pin = component.getAnnotation(RpcField.class);
                properties.add(new Property(
                        component.getName(),
                        pin == null ? properties.size() + 1 : pin.value(),
                        Types.resolve(component.getGenericType(), variables),
                        accessible(component.getAccessor()),
                        null));
            }
            return properties;
        }
        if (owner.getSuperclass() != Object.class) {
            Map<TypeVariable<?>, Type> inherited = new HashMap<>();
            if (owner.getGenericSuperclass() instanceof ParameterizedType parent) {
                inherited.putAll(Types.variables(parent, variables));
            }
            properties.addAll(of(owner.getSuperclass(), inherited));
        }
        for (Field field : owner.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) || Modifier.isTransient(field.getModifiers())) {
                continue;
            }
            String suffix = field.getName().substring(0, 1).toUpperCase(Locale.ROOT)
                    + field.getName().substring(1);
            RpcField pin = field.getAnnotation(RpcField.class);
            properties.add(new Property(
                    field.getName(),
                    pin == null ? properties.size() + 1 : pin.value(),
                    Types.resolve(field.getGenericType(), variables),
                    method(owner, (field.getType() == boolean.class ? "is" : "get") + suffix),
                    method(owner, "set" + suffix, field.getType())));
        }
        return properties;
    }

    private static Method method(Class<?> owner, String name, Class<?>... parameters) {
        try {
            return accessible(owner.getMethod(name, parameters));
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private static Method accessible(Method method) {
        method.setAccessible(true);
        return method;
    }

    Object get(Object owner) {
        try {
            return getter.invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** An object of a record or bean, from its properties' values in their order. */
    static Object make(Class<?> owner, List<Property> properties, List<Object> values) {
        try {
            Class<?>[] parameters = owner.isRecord()
                    ? java.util.stream.Stream.of(owner.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new)
                    : new Class<?>[0];
            Constructor<?> constructor = owner.getDeclaredConstructor(parameters);
            constructor.setAccessible(true);
            if (owner.isRecord()) {
                return constructor.newInstance(values.toArray());
            }
            Object bean = constructor.newInstance();
            for (int i = 0; i < values.size(); i++) {
                properties.get(i).setter.invoke(bean, values.get(i));
            }
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
