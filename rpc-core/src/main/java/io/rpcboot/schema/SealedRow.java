package io.rpcboot.schema;

import io.rpcboot.RpcField;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sealed interfaces, and sealed abstract classes: a oneof of what they permit. */
final class SealedRow implements Row {

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        if (!type.raw().isSealed()) {
            return null;
        }
        if (!type.arguments().isEmpty()) {
            throw new SchemaException(path, type + " is generic and sealed; use a sealed interface without parameters");
        }
        if (!Modifier.isAbstract(type.raw().getModifiers())) {
            throw new SchemaException(path, type + " is sealed and can itself be made; make it abstract");
        }
        return shapes.message(
                type, MessageShape.Kind.UNION, type.messageName(), shape -> complete(shape, type, path, shapes));
    }

    private static void complete(MessageShape shape, JavaType type, String path, ShapeReader shapes) {
        FieldNumbers numbers = FieldNumbers.of(type.raw(), path);
        Map<Integer, Class<?>> members = new LinkedHashMap<>();
        for (Class<?> permitted : type.raw().getPermittedSubclasses()) {
            String label = label(permitted);
            int number = numbers.next(
                    permitted.getSimpleName(),
                    members.size() + 1,
                    permitted.getAnnotation(RpcField.class),
                    path + label);
            if (permitted.getTypeParameters().length > 0) {
                throw new SchemaException(
                        path + label, permitted.getName() + " is generic; use a type without parameters");
            }
            members.put(number, permitted);
        }
        Iterator<String> names = Names.members(members).iterator();
        List<FieldShape> fields = new ArrayList<>();
        members.forEach((number, permitted) -> {
            String label = label(permitted);
            TypeShape member = shapes.type(JavaType.of(permitted), path + label);
            fields.add(new FieldShape(names.next(), label, number, Presence.EXPLICIT, member, permitted, null, null));
        });
        shape.complete(fields, numbers.reserved(), null);
    }

    private static String label(Class<?> member) {
        return "(" + member.getSimpleName() + ")";
    }
}
