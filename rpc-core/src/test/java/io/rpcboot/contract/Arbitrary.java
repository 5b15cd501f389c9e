package io.rpcboot.contract;

import io.rpcboot.testproto.ProtoUser;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/** Values of any type that the contract maps, made from a random source; edge values come often. */
final class Arbitrary {

    private static final int MAX_DEPTH = 5;

    private final Random random;
    private final Map<Class<?>, Supplier<?>> scalars = new LinkedHashMap<>();

    Arbitrary(long seed) {
        random = new Random(seed);
        both(boolean.class, Boolean.class, random::nextBoolean);
        both(byte.class, Byte.class, () -> (byte) integer());
        both(short.class, Short.class, () -> (short) integer());
        both(char.class, Character.class, () -> (char) integer());
        both(int.class, Integer.class, () -> (int) integer());
        both(long.class, Long.class, this::integer);
        both(float.class, Float.class, () -> (float) real());
        both(double.class, Double.class, this::real);
        scalars.put(String.class, this::text);
        scalars.put(byte[].class, () -> {
            byte[] bytes = new byte[random.nextInt(5)];
            random.nextBytes(bytes);
            return bytes;
        });
        scalars.put(UUID.class, () -> new UUID(integer(), integer()));
        scalars.put(BigInteger.class, () -> new BigInteger(random.nextInt(200), random));
        scalars.put(BigDecimal.class, () -> new BigDecimal(new BigInteger(90, random), random.nextInt(40) - 20));
        scalars.put(URI.class, () -> URI.create("http://host/" + random.nextInt()));
        scalars.put(Currency.class, () -> Currency.getInstance(pick("EUR", "CNY", "USD")));
        scalars.put(Locale.class, () -> Locale.forLanguageTag(pick("de-DE", "zh-Hans-CN", "en", "und")));
        scalars.put(Instant.class, this::instant);
        scalars.put(Date.class, () -> new Date(instant().toEpochMilli()));
        scalars.put(Duration.class, () -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)));
        scalars.put(LocalDate.class, () -> LocalDate.ofEpochDay(random.nextInt(1_000_000)));
        scalars.put(
                LocalDateTime.class,
                () -> LocalDateTime.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000), ZoneOffset.UTC));
        scalars.put(
                OffsetDateTime.class,
                () -> instant().atOffset(ZoneOffset.ofHoursMinutes(random.nextInt(12), random.nextInt(60))));
        scalars.put(
                ZonedDateTime.class,
                () -> instant().atZone(ZoneId.of(pick("Asia/Shanghai", "Europe/Berlin", "Z", "+02:00"))));
        scalars.put(
                OptionalInt.class, () -> random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of((int) integer()));
        scalars.put(OptionalLong.class, () -> random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(integer()));
        scalars.put(
                OptionalDouble.class, () -> random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(real()));
        scalars.put(
                ProtoUser.class,
                () -> ProtoUser.newBuilder()
                        .setId(integer())
                        .setName(text())
                        .addRoles(text())
                        .build());
    }

    private <T> void both(Class<T> primitive, Class<T> boxed, Supplier<T> supplier) {
        scalars.put(primitive, supplier);
        scalars.put(boxed, supplier);
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    private long integer() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(256) - 128;
            case 2 -> pick(Long.MIN_VALUE, Long.MAX_VALUE, (long) Integer.MIN_VALUE, (long) Integer.MAX_VALUE);
            default -> random.nextLong();
        };
    }

    private double real() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> pick(-0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE);
            default -> random.nextGaussian();
        };
    }

    private String text() {
        return pick("", "a", "zhangsan", "世界", "🎉\u0000é", "x".repeat(random.nextInt(300)));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(
                random.nextLong(-62_135_596_800L, 253_402_300_800L), pick(0, 1, 999_999_999, 123_000_000));
    }

    <T> T value(Class<T> type) {
        return type.cast(value(type, Map.of(), 0, false));
    }

    Object value(Type type, Map<TypeVariable<?>, Type> variables, int depth, boolean nullable) {
        if (nullable && random.nextInt(4) == 0 || depth > MAX_DEPTH && nullable) {
            return null;
        }
        if (type instanceof TypeVariable<?> variable) {
            return value(variables.get(variable), variables, depth, nullable);
        }
        if (type instanceof GenericArrayType) {
            throw new IllegalArgumentException(type.toString());
        }
        if (type instanceof ParameterizedType parameterized) {
            return parameterized(parameterized, variables, depth);
        }
        Class<?> raw = (Class<?>) type;
        Supplier<?> scalar = scalars.get(raw);
        if (scalar != null) {
            return scalar.get();
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw.isArray()) {
            Object array = Array.newInstance(raw.getComponentType(), random.nextInt(4));
            for (int i = 0; i < Array.getLength(array); i++) {
                Array.set(array, i, value(raw.getComponentType(), variables, depth + 1, false));
            }
            return array;
        }
        if (raw.isSealed()) {
            Class<?>[] permitted = raw.getPermittedSubclasses();
            return value(permitted[random.nextInt(permitted.length)], variables, depth + 1, false);
        }
        return record(raw, variables, depth);
    }

    private Object record(Class<?> raw, Map<TypeVariable<?>, Type> variables, int depth) {
        RecordComponent[] components = raw.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i].getGenericType(), variables, depth + 1, isNullable(types[i]));
        }
        try {
            Constructor<?> constructor = raw.getDeclaredConstructor(types);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** Collections come back empty and Optionals present: null is not told apart from them. */
    private static boolean isNullable(Class<?> type) {
        return !type.isPrimitive()
                && !Collection.class.isAssignableFrom(type)
                && (type != Map.class)
                && !type.getSimpleName().startsWith("Optional")
                && (!type.isArray() || type == byte[].class);
    }

    private Object parameterized(ParameterizedType type, Map<TypeVariable<?>, Type> outer, int depth) {
        Class<?> raw = (Class<?>) type.getRawType();
        Type first = type.getActualTypeArguments()[0];
        if (raw == Optional.class) {
            return Optional.ofNullable(value(first, outer, depth + 1, true));
        }
        int size = depth > MAX_DEPTH ? 0 : random.nextInt(4);
        if (raw == Map.class) {
            Type second = type.getActualTypeArguments()[1];
            Map<Object, Object> map = new LinkedHashMap<>();
            for (int i = 0; i < size; i++) {
                map.put(
                        value(first, outer, depth + 1, false),
                        second == Object.class ? freeForm(depth + 1) : value(second, outer, depth + 1, false));
            }
            return map;
        }
        if (Collection.class.isAssignableFrom(raw)) {
            Collection<Object> all = raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
            for (int i = 0; i < size; i++) {
                all.add(value(first, outer, depth + 1, false));
            }
            return all;
        }
        Map<TypeVariable<?>, Type> inner = new LinkedHashMap<>();
        for (int i = 0; i < raw.getTypeParameters().length; i++) {
            inner.put(raw.getTypeParameters()[i], type.getActualTypeArguments()[i]);
        }
        return record(raw, inner, depth);
    }

    private Object freeForm(int depth) {
        return switch (random.nextInt(depth > MAX_DEPTH ? 4 : 6)) {
            case 0 -> null;
            case 1 -> random.nextBoolean();
            case 2 -> (double) random.nextInt();
            case 3 -> text();
            case 4 -> {
                List<Object> list = new ArrayList<>();
                list.add(freeForm(depth + 1));
                yield list;
            }
            default -> {
                Map<String, Object> map = new LinkedHashMap<>();
                map.put(text(), freeForm(depth + 1));
                yield map;
            }
        };
    }
}
