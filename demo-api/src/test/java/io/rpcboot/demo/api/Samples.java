package io.rpcboot.demo.api;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Values of the types that the demo's interfaces mention: all different, or all as empty as can be. */
final class Samples {

    private final boolean empty;
    private int next = 1;

    Samples(boolean empty) {
        this.empty = empty;
    }

    Object of(Type type) {
        if (type == void.class) {
            return null;
        }
        if (type == long.class || type == Long.class) {
            return empty ? 0L : (1L << 40) + next++;
        }
        if (type == int.class) {
            return empty ? 0 : -next++;
        }
        if (type == boolean.class) {
            return !empty;
        }
        if (type == String.class) {
            return empty ? "" : "Grüße " + next++;
        }
        if (type == Instant.class) {
            return empty ? Instant.EPOCH : Instant.ofEpochSecond(1_700_000_000L + next++, 123_456_789);
        }
        if (type == OptionalLong.class) {
            return empty ? OptionalLong.empty() : OptionalLong.of(next++);
        }
        if (type instanceof ParameterizedType generic) {
            Type argument = generic.getActualTypeArguments()[0];
            if (generic.getRawType() == List.class) {
                return empty ? List.of() : List.of(of(argument), of(argument));
            }
            if (generic.getRawType() == Optional.class) {
                return empty ? Optional.empty() : Optional.of(of(argument));
            }
            if (generic.getRawType() == Map.class) {
                return empty ? Map.of() : Map.of(of(argument), of(generic.getActualTypeArguments()[1]));
            }
        }
        if (type instanceof Class<?> raw && (raw.isRecord() || Throwable.class.isAssignableFrom(raw))) {
            return construct(raw);
        }
        throw new AssertionError("no sample of " + type);
    }

    private Object construct(Class<?> type) {
        try {
            Constructor<?> constructor = type.isRecord()
                    ? type.getDeclaredConstructor(Stream.of(type.getRecordComponents())
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new))
                    : type.getConstructors()[0];
            return constructor.newInstance(Stream.of(constructor.getGenericParameterTypes())
                    .map(this::of)
                    .toArray());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
