package io.rpcboot.schema;

import io.rpcboot.RpcField;
import io.rpcboot.RpcReserved;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers taken in one message or enum. A member has the number that {@code @RpcField} pins, or that of its
 * position, counted without the numbers that {@code @RpcReserved} names.
 */
public final class FieldNumbers {

    private static final int MAX = (1 << 29) - 1;
    private static final int FIRST_OF_PROTOBUF = 19_000;
    private static final int LAST_OF_PROTOBUF = 19_999;
    private static final String RANGE = "use 1 to " + MAX + " without " + FIRST_OF_PROTOBUF + " to " + LAST_OF_PROTOBUF;

    private final Map<Integer, String> taken = new TreeMap<>();
    private final TreeSet<Integer> reserved = new TreeSet<>();

    /** Those of a message or enum in which no number is reserved. */
    FieldNumbers() {}

    /**
     * Those of a type.
     *
     * @param type where {@code @RpcReserved} may stand
     * @param path the type, for errors
     * @throws SchemaException if protobuf has no such number, or it is named twice
     */
    static FieldNumbers of(Class<?> type, String path) {
        FieldNumbers numbers = new FieldNumbers();
        numbers.reserve(type, path);
        return numbers;
    }

    /** Adds what {@code @RpcReserved} on this element names. */
    void reserve(Class<?> element, String path) {
        RpcReserved annotation = element.getDeclaredAnnotation(RpcReserved.class);
        if (annotation != null) {
            reserve(annotation.value(), path, " on " + element.getName());
            if (annotation.exceptions().length > 0) {
                throw new SchemaException(
                        path,
                        "@RpcReserved(exceptions = …) on " + element.getName()
                                + "; it belongs on the method whose throws clause lost" + " one");
            }
        }
    }

    /**
     * Those of a message in which these numbers are reserved.
     *
     * @param path where {@code @RpcReserved} stands, for errors
     * @throws SchemaException if protobuf has no such number, or it is named twice
     */
    public static FieldNumbers reserving(int[] reserved, String path) {
        FieldNumbers numbers = new FieldNumbers();
        numbers.reserve(reserved, path, "");
        return numbers;
    }

    private void reserve(int[] numbers, String path, String where) {
        for (int number : numbers) {
            if (!exists(number)) {
                throw new SchemaException(
                        path, "@RpcReserved(" + number + ")" + where + " is no protobuf number; " + RANGE);
            }
            if (!reserved.add(number)) {
                throw new SchemaException(path, "@RpcReserved" + where + " names " + number + " twice; once is enough");
            }
        }
    }

    /**
     * The number of the next member.
     *
     * @param name the member
     * @param position its position, from 1
     * @param pinned its annotation; null if it has none
     * @param path the member, for errors
     * @throws SchemaException if protobuf has no such number, it is reserved, or another member has it
     */
    public int next(String name, int position, @Nullable RpcField pinned, String path) {
        int number = pinned == null ? unreserved(position) : pinned.value();
        if (!exists(number)) {
            throw new SchemaException(path, "@RpcField(" + number + ") is no protobuf number; " + RANGE);
        }
        if (reserved.contains(number)) {
            throw new SchemaException(
                    path,
                    "has number " + number + ", which @RpcReserved keeps from being used; give it one that never was"
                            + " in use");
        }
        String other = taken.putIfAbsent(number, name);
        if (other != null) {
            throw new SchemaException(
                    path, "has number " + number + ", as has " + other + "; give one of them another @RpcField");
        }
        return number;
    }

    private int unreserved(int position) {
        int number = position;
        for (int each : reserved) {
            if (each <= number) {
                number++;
            }
        }
        return number;
    }

    private static boolean exists(int number) {
        return number >= 1 && number <= MAX && (number < FIRST_OF_PROTOBUF || number > LAST_OF_PROTOBUF);
    }

    /** The reserved numbers, ascending. */
    public List<Integer> reserved() {
        return List.copyOf(reserved);
    }
}
