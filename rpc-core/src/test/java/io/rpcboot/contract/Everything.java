package io.rpcboot.contract;

import io.rpcboot.RpcEnumDefault;
import io.rpcboot.testproto.ProtoUser;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Currency;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** A component for each row of the mapping table, and for what rows make of one another. */
record Everything(
        boolean bool,
        byte int8,
        short int16,
        char utf16,
        int int32,
        long int64,
        float float32,
        double float64,
        Boolean boxedBool,
        Short boxedInt16,
        Character boxedChar,
        Integer boxedInt32,
        Long boxedInt64,
        Float boxedFloat,
        Double boxedDouble,
        String text,
        byte[] bytes,
        Color color,
        Optional<String> optionalText,
        Optional<Color> optionalColor,
        OptionalInt optionalInt,
        OptionalLong optionalLong,
        OptionalDouble optionalDouble,
        Leaf leaf,
        Optional<Leaf> optionalLeaf,
        Tree tree,
        Page<Leaf> page,
        Shape shape,
        ProtoUser proto,
        Instant instant,
        Duration duration,
        Date date,
        List<Integer> ints,
        List<String> texts,
        List<Color> colors,
        List<Leaf> leaves,
        List<ProtoUser> protos,
        Set<Long> longSet,
        Collection<Double> doubles,
        List<Instant> instants,
        Map<String, Integer> counts,
        Map<Integer, Leaf> leafById,
        Map<Leaf, String> nameOfLeaf,
        Map<Color, Color> colorOfColor,
        Map<String, List<String>> groups,
        List<List<Integer>> matrix,
        List<Map<String, Long>> maps,
        boolean[] boolArray,
        short[] shortArray,
        char[] charArray,
        int[] intArray,
        long[] longArray,
        float[] floatArray,
        double[] doubleArray,
        String[] textArray,
        int[][] grid,
        UUID uuid,
        LocalDate localDate,
        LocalDateTime localDateTime,
        OffsetDateTime offsetDateTime,
        ZonedDateTime zonedDateTime,
        BigDecimal decimal,
        BigInteger integer,
        URI uri,
        Currency currency,
        Locale locale,
        Map<String, Object> freeForm) {

    enum Color {
        RED,
        GREEN,
        @RpcEnumDefault
        OTHER
    }

    record Leaf(int id, String name) {}

    record Tree(String label, List<Tree> children, Tree parent) {}

    record Page<T>(List<T> items, int total) {}

    sealed interface Shape permits Circle, Square, Nothing {}

    record Circle(double radius) implements Shape {}

    record Square(double side, Shape inner) implements Shape {}

    enum Nothing implements Shape {
        NOTHING
    }

    interface Service {
        Everything echo(Everything all);

        int count(long id, String text, Color color, boolean flag, List<Leaf> leaves, char c, OptionalInt n);
    }
}
