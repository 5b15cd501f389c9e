package io.rpcboot.codec;

import io.rpcboot.schema.FieldShape;
import io.rpcboot.schema.OptionalShape;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A field of an {@link Optional} or one of its primitive siblings. A null one is taken as empty. */
final class OptionalField extends ValueField {

    private record Form(Object empty, Function<Object, @Nullable Object> unwrap, Function<Object, Object> wrap) {}

    private static final Map<Class<?>, Form> FORMS = Map.of(
            Optional.class, new Form(Optional.empty(), held -> ((Optional<?>) held).orElse(null), Optional::of),
            OptionalInt.class,
                    new Form(
                            OptionalInt.empty(),
                            held -> ((OptionalInt) held).isPresent() ? ((OptionalInt) held).getAsInt() : null,
                            value -> OptionalInt.of((Integer) value)),
            OptionalLong.class,
                    new Form(
                            OptionalLong.empty(),
                            held -> ((OptionalLong) held).isPresent() ? ((OptionalLong) held).getAsLong() : null,
                            value -> OptionalLong.of((Long) value)),
            OptionalDouble.class,
                    new Form(
                            OptionalDouble.empty(),
                            held -> ((OptionalDouble) held).isPresent() ? ((OptionalDouble) held).getAsDouble() : null,
                            value -> OptionalDouble.of((Double) value)));

    private final Form form;

    OptionalField(FieldShape shape, OptionalShape type, ValueCodec codec) {
        super(shape, codec, form(type).empty);
        form = form(type);
    }

    private static Form form(OptionalShape type) {
        Form form = FORMS.get(type.javaType());
        if (form == null) {
            throw new AssertionError(type);
        }
        return form;
    }

    @Override
    @Nullable
    ValueCodec plain() {
        return null;
    }

    @Override
    @Nullable
    Object unwrap(@Nullable Object held) {
        return held == null ? null : form.unwrap.apply(held);
    }

    @Override
    Object wrap(Object value) {
        return form.wrap.apply(value);
    }
}
