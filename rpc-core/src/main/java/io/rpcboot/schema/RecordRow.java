package io.rpcboot.schema;

import io.rpcboot.RpcField;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records. */
final class RecordRow implements Row {

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        return type.raw().isRecord()
                ? shapes.message(
                        type,
                        MessageShape.Kind.CONSTRUCTED,
                        type.messageName(),
                        shape -> complete(shape, type, path, shapes))
                : null;
    }

    private static void complete(MessageShape shape, JavaType type, String path, ShapeReader shapes) {
        RecordComponent[] components = type.raw().getRecordComponents();
        Map<TypeVariable<?>, JavaType> variables = type.variables();
        FieldNumbers numbers = FieldNumbers.of(type.raw(), path);
        List<FieldShape> fields = new ArrayList<>();
        for (RecordComponent component : components) {
            String label = "." + component.getName();
            int number = numbers.next(
                    component.getName(), fields.size() + 1, component.getAnnotation(RpcField.class), path + label);
            JavaType componentType = JavaType.resolve(component.getGenericType(), variables, path + label);
            fields.add(shapes.field(
                    component.getName(), label, number, componentType, path, component.getAccessor(), null));
        }
        shape.complete(fields, numbers.reserved(), construction(type.raw(), components));
    }

    private static MessageShape.Construction construction(Class<?> type, RecordComponent[] components) {
        try {
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            return new MessageShape.Construction(
                    canonical, IntStream.range(0, components.length).boxed().toList());
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e); // each record has one
        }
    }
}
