package io.rpcboot.contract;

import com.google.protobuf.ByteString;
import io.rpcboot.testproto.ProtoUser;
import java.lang.reflect.Array;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
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
    private static final int MAX_VALUES = 200;

    private final Random random;
    private int made;

    /** Above 0 within what must be equal to another of the same content. */
    private int exact;

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
            // Empty ones may arrive as one and the same, which within a key would make two keys equal.
            byte[] bytes = new byte[(exact > 0 ? 1 : 0) + random.nextInt(5)];
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
        scalars.put(LocalTime.class, () -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000_000L)));
        scalars.put(
                OffsetTime.class,
                () -> LocalTime.ofSecondOfDay(random.nextInt(86_400)).atOffset(offset()));
        scalars.put(Year.class, () -> Year.of(random.nextInt(1_999_999_999) - 999_999_999));
        scalars.put(YearMonth.class, () -> YearMonth.of(random.nextInt(20_000) - 10_000, 1 + random.nextInt(12)));
        scalars.put(MonthDay.class, () -> MonthDay.of(1 + random.nextInt(12), 1 + random.nextInt(28)));
        scalars.put(Period.class, () -> Period.of((int) integer(), random.nextInt(), random.nextInt(40)));
        scalars.put(ZoneId.class, () -> ZoneId.of(pick("Asia/Shanghai", "Europe/Berlin", "Z", "+02:00", "UTC")));
        scalars.put(ZoneOffset.class, this::offset);
        scalars.put(ByteString.class, () -> ByteString.copyFromUtf8(text()));
        scalars.put(ByteBuffer.class, this::buffer);
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

    private ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds(random.nextInt(36 * 3600) - 18 * 3600);
    }

    private ByteBuffer buffer() {
        byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
        ByteBuffer direct =
                ByteBuffer.allocateDirect(bytes.length + 2).put((byte) 1).put(bytes);
        return pick(
                ByteBuffer.wrap(bytes),
                ByteBuffer.wrap(bytes).asReadOnlyBuffer(),
                direct.flip().position(1));
    }

    private Instant instant() {
        return Instant.ofEpochSecond(
                random.nextLong(-62_135_596_800L, 253_402_300_800L), pick(0, 1, 999_999_999, 123_000_000));
    }

    <T> T value(Class<T> type) {
        return type.cast(value((Type) type));
    }

    /** A value of a type without variables. Not null; null is what its parts may be. */
    Object value(Type type) {
        return value(type, 0);
    }

    /** A value of a property or parameter of this type: perhaps null. */
    Object nullable(Type type) {
        return nullable(type, 0);
    }

    private Object nullable(Type type, int depth) {
        Class<?> raw = Types.raw(type);
        boolean never = raw.isPrimitive() || exact > 0 && hasEmpty(raw);
        return !never && (isExhausted(depth) || random.nextInt(4) == 0) ? null : value(type, depth);
    }

    /** Null and empty arrive alike, so that two keys that differ only there would arrive as one. */
    private static boolean hasEmpty(Class<?> raw) {
        return Collection.class.isAssignableFrom(raw)
                || raw == Map.class
                || raw.getSimpleName().startsWith("Optional")
                || raw.isArray();
    }

    private boolean isExhausted(int depth) {
        return depth > MAX_DEPTH || made > MAX_VALUES;
    }

    private Object value(Type type, int depth) {
        made++;
        Class<?> raw = Types.raw(type);
        Supplier<?> scalar = scalars.get(raw);
        if (scalar != null) {
            return scalar.get();
        }
        if (raw.isEnum()) {
            return raw.getEnumConstants()[random.nextInt(raw.getEnumConstants().length)];
        }
        if (raw == Optional.class) {
            return Optional.ofNullable(
                    isExhausted(depth) || random.nextBoolean() ? null : value(Types.argument(type, 0), depth + 1));
        }
        int size = isExhausted(depth) ? 0 : random.nextInt(4);
        if (raw.isArray()) {
            Object array = Array.newInstance(raw.getComponentType(), size);
            for (int i = 0; i < size; i++) {
                Array.set(array, i, value(Types.argument(type, 0), depth + 1));
            }
            return array;
        }
        if (raw == Map.class) {
            return map(Types.argument(type, 0), Types.argument(type, 1), size, depth + 1);
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return collection(raw, Types.argument(type, 0), size, depth + 1);
        }
        if (raw.isSealed()) {
            Class<?>[] permitted = raw.getPermittedSubclasses();
            return value(permitted[random.nextInt(permitted.length)], depth + 1);
        }
        List<Property> properties = Property.of(raw, Types.variables(type, Map.of()));
        List<Object> values = new ArrayList<>();
        properties.forEach(property -> values.add(nullable(property.type(), depth + 1)));
        return Property.make(raw, properties, values);
    }

    private Object map(Type key, Type value, int size, int depth) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            exact++;
            Object made = value(key, depth);
            exact--;
            map.put(made, value == Object.class ? freeForm(depth) : value(value, depth));
        }
        return map;
    }

    private Object collection(Class<?> raw, Type element, int size, int depth) {
        Collection<Object> all = raw == Set.class ? new LinkedHashSet<>() : new ArrayList<>();
        exact += raw == Set.class ? 1 : 0;
        for (int i = 0; i < size; i++) {
            all.add(value(element, depth));
        }
        exact -= raw == Set.class ? 1 : 0;
        return random.nextBoolean() || raw == Set.class ? all : List.copyOf(all);
    }

    private Object freeForm(int depth) {
        return switch (random.nextInt(isExhausted(depth) ? 4 : 6)) {
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
