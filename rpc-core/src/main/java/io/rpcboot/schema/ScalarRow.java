package io.rpcboot.schema;

import com.google.protobuf.ByteString;
import io.rpcboot.schema.ScalarShape.Conversion;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.ByteBuffer;
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
import java.util.Currency;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Primitives, their boxes, strings, bytes, and everything that travels in its standard text form. */
final class ScalarRow implements Row {

    /** Parsing a number takes time that grows with the square of its digits. */
    private static final int MAX_DIGITS = 10_000;

    /** Each made when it is first asked for: a program uses few of them, and all of them take a while to make. */
    private static final Map<Class<?>, ScalarShape> SHAPES = new ConcurrentHashMap<>();

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        return find(type.raw());
    }

    /** The scalar shape of what an {@code Optional}'s primitive sibling holds. */
    static ScalarShape of(Class<?> boxed) {
        ScalarShape shape = find(boxed);
        if (shape == null) {
            throw new IllegalArgumentException(boxed + " is no scalar");
        }
        return shape;
    }

    private static @Nullable ScalarShape find(Class<?> type) {
        return SHAPES.computeIfAbsent(type, ScalarRow::make);
    }

    private static @Nullable ScalarShape make(Class<?> type) {
        if (type == ByteString.class) {
            return bytes(ByteString.class, ByteString::toByteArray, ByteString::copyFrom);
        }
        // No type but Java's own can have these names.
        return switch (type.getTypeName()) {
            case "boolean", "java.lang.Boolean" -> new ScalarShape(type, ProtoType.BOOL, null);
            case "int", "java.lang.Integer" -> new ScalarShape(type, ProtoType.INT32, null);
            case "long", "java.lang.Long" -> new ScalarShape(type, ProtoType.INT64, null);
            case "float", "java.lang.Float" -> new ScalarShape(type, ProtoType.FLOAT, null);
            case "double", "java.lang.Double" -> new ScalarShape(type, ProtoType.DOUBLE, null);
            case "java.lang.String" -> new ScalarShape(type, ProtoType.STRING, null);
            case "byte[]" -> new ScalarShape(type, ProtoType.BYTES, null);

            case "byte", "java.lang.Byte" -> narrow(type, Byte.MIN_VALUE, Byte.MAX_VALUE, Integer::byteValue);
            case "short", "java.lang.Short" -> narrow(type, Short.MIN_VALUE, Short.MAX_VALUE, Integer::shortValue);
            case "char", "java.lang.Character" ->
                narrow(type, Character.MIN_VALUE, Character.MAX_VALUE, i -> (char) i.intValue());

            case "java.nio.ByteBuffer" -> bytes(ByteBuffer.class, ScalarRow::remaining, ByteBuffer::wrap);
            case "java.util.UUID" -> bytes(UUID.class, ScalarRow::uuidBytes, ScalarRow::uuid);

            case "java.math.BigDecimal" ->
                text(BigDecimal.class, number -> digits(number.toString()), text -> new BigDecimal(digits(text)));
            case "java.math.BigInteger" ->
                text(BigInteger.class, number -> digits(number.toString()), text -> new BigInteger(digits(text)));
            case "java.net.URI" -> text(URI.class, URI::toString, URI::create);
            case "java.util.Currency" -> text(Currency.class, Currency::getCurrencyCode, Currency::getInstance);
            case "java.util.Locale" -> text(Locale.class, Locale::toLanguageTag, ScalarRow::locale);
            case "java.time.LocalDate" -> text(LocalDate.class, LocalDate::toString, LocalDate::parse);
            case "java.time.LocalTime" -> text(LocalTime.class, LocalTime::toString, LocalTime::parse);
            case "java.time.LocalDateTime" -> text(LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
            case "java.time.OffsetDateTime" ->
                text(OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
            case "java.time.OffsetTime" -> text(OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
            case "java.time.ZonedDateTime" -> text(ZonedDateTime.class, ZonedDateTime::toString, ZonedDateTime::parse);
            case "java.time.Year" -> text(Year.class, Year::toString, Year::parse);
            case "java.time.YearMonth" -> text(YearMonth.class, YearMonth::toString, YearMonth::parse);
            case "java.time.MonthDay" -> text(MonthDay.class, MonthDay::toString, MonthDay::parse);
            case "java.time.Period" -> text(Period.class, Period::toString, Period::parse);
            case "java.time.ZoneId" -> text(ZoneId.class, ZoneId::getId, ZoneId::of);
            case "java.time.ZoneOffset" -> text(ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
            default -> null;
        };
    }

    private static ScalarShape narrow(Class<?> type, int min, int max, Function<Integer, Object> fromInteger) {
        Conversion conversion = new Conversion(
                value -> value instanceof Character c ? (Integer) (int) c : (Integer) ((Number) value).intValue(),
                wire -> {
                    int number = (Integer) wire;
                    if (number < min || number > max) {
                        throw new IllegalArgumentException(number + " is out of range, " + min + " to " + max);
                    }
                    return fromInteger.apply(number);
                });
        return new ScalarShape(type, ProtoType.INT32, conversion);
    }

    private static <T> ScalarShape bytes(Class<T> type, Function<T, byte[]> toBytes, Function<byte[], T> fromBytes) {
        return converted(type, ProtoType.BYTES, toBytes, fromBytes, byte[].class);
    }

    private static <T> ScalarShape text(Class<T> type, Function<T, String> toText, Function<String, T> fromText) {
        return converted(type, ProtoType.STRING, toText, fromText, String.class);
    }

    private static <T, W> ScalarShape converted(
            Class<T> type, ProtoType wireType, Function<T, W> toWire, Function<W, T> fromWire, Class<W> wire) {
        Conversion conversion = new Conversion(
                value -> toWire.apply(type.cast(value)), received -> fromWire.apply(wire.cast(received)));
        return new ScalarShape(type, wireType, conversion);
    }

    private static byte[] remaining(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] uuidBytes(UUID uuid) {
        return ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
    }

    private static UUID uuid(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("a UUID is 16 bytes, not " + bytes.length);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static String digits(String text) {
        if (text.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("a number of more than " + MAX_DIGITS + " characters");
        }
        return text;
    }

    private static Locale locale(String tag) {
        try {
            return tag.equals("und")
                    ? Locale.ROOT
                    : new Locale.Builder().setLanguageTag(tag).build();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("'" + tag + "' is no language tag", e);
        }
    }
}
