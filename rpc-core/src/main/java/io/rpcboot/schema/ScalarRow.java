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
import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Primitives, their boxes, strings, bytes, and everything that travels in its standard text form. */
final class ScalarRow implements Row {

    /** Parsing a number takes time that grows with the square of its digits. */
    private static final int MAX_DIGITS = 10_000;

    private static final Map<Class<?>, ScalarShape> SHAPES = new HashMap<>();

    static {
        own(ProtoType.BOOL, boolean.class, Boolean.class);
        own(ProtoType.INT32, int.class, Integer.class);
        own(ProtoType.INT64, long.class, Long.class);
        own(ProtoType.FLOAT, float.class, Float.class);
        own(ProtoType.DOUBLE, double.class, Double.class);
        own(ProtoType.STRING, String.class);
        own(ProtoType.BYTES, byte[].class);

        narrow(byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, Integer::byteValue);
        narrow(short.class, Short.class, Short.MIN_VALUE, Short.MAX_VALUE, Integer::shortValue);
        narrow(char.class, Character.class, Character.MIN_VALUE, Character.MAX_VALUE, i -> (char) i.intValue());

        bytes(ByteString.class, ByteString::toByteArray, ByteString::copyFrom);
        bytes(ByteBuffer.class, ScalarRow::remaining, ByteBuffer::wrap);
        bytes(UUID.class, ScalarRow::uuidBytes, ScalarRow::uuid);

        text(BigDecimal.class, number -> digits(number.toString()), text -> new BigDecimal(digits(text)));
        text(BigInteger.class, number -> digits(number.toString()), text -> new BigInteger(digits(text)));
        text(URI.class, URI::toString, URI::create);
        text(Currency.class, Currency::getCurrencyCode, Currency::getInstance);
        text(Locale.class, Locale::toLanguageTag, ScalarRow::locale);
        text(LocalDate.class, LocalDate::toString, LocalDate::parse);
        text(LocalTime.class, LocalTime::toString, LocalTime::parse);
        text(LocalDateTime.class, LocalDateTime::toString, LocalDateTime::parse);
        text(OffsetDateTime.class, OffsetDateTime::toString, OffsetDateTime::parse);
        text(OffsetTime.class, OffsetTime::toString, OffsetTime::parse);
        text(ZonedDateTime.class, ZonedDateTime::toString, ZonedDateTime::parse);
        text(Year.class, Year::toString, Year::parse);
        text(YearMonth.class, YearMonth::toString, YearMonth::parse);
        text(MonthDay.class, MonthDay::toString, MonthDay::parse);
        text(Period.class, Period::toString, Period::parse);
        text(ZoneId.class, ZoneId::getId, ZoneId::of);
        text(ZoneOffset.class, ZoneOffset::getId, ZoneOffset::of);
    }

    @Override
    public @Nullable TypeShape map(JavaType type, String path, ShapeReader shapes) {
        return SHAPES.get(type.raw());
    }

    /** The scalar shape of what an {@code Optional}'s primitive sibling holds. */
    static ScalarShape of(Class<?> boxed) {
        ScalarShape shape = SHAPES.get(boxed);
        if (shape == null) {
            throw new IllegalArgumentException(boxed + " is no scalar");
        }
        return shape;
    }

    private static void own(ProtoType type, Class<?>... javaTypes) {
        for (Class<?> javaType : javaTypes) {
            SHAPES.put(javaType, new ScalarShape(javaType, type, null));
        }
    }

    private static <T> void narrow(
            Class<?> primitive, Class<T> boxed, int min, int max, Function<Integer, T> fromInteger) {
        Conversion conversion = new Conversion(
                value -> value instanceof Character c ? (Integer) (int) c : (Integer) ((Number) value).intValue(),
                wire -> {
                    int number = (Integer) wire;
                    if (number < min || number > max) {
                        throw new IllegalArgumentException(number + " is out of range, " + min + " to " + max);
                    }
                    return fromInteger.apply(number);
                });
        SHAPES.put(primitive, new ScalarShape(primitive, ProtoType.INT32, conversion));
        SHAPES.put(boxed, new ScalarShape(boxed, ProtoType.INT32, conversion));
    }

    private static <T> void bytes(Class<T> type, Function<T, byte[]> toBytes, Function<byte[], T> fromBytes) {
        put(type, ProtoType.BYTES, toBytes, fromBytes, byte[].class);
    }

    private static <T> void text(Class<T> type, Function<T, String> toText, Function<String, T> fromText) {
        put(type, ProtoType.STRING, toText, fromText, String.class);
    }

    private static <T, W> void put(
            Class<T> type, ProtoType wireType, Function<T, W> toWire, Function<W, T> fromWire, Class<W> wire) {
        Conversion conversion = new Conversion(
                value -> toWire.apply(type.cast(value)), received -> fromWire.apply(wire.cast(received)));
        SHAPES.put(type, new ScalarShape(type, wireType, conversion));
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
