package io.rpcboot.schema;

import io.rpcboot.RpcField;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The numbers taken in one message or enum: a member's position, unless {@code @RpcField} pins another. */
public final class FieldNumbers {

    private static final int MAX = (1 << 29) - 1;
    private static final int FIRST_RESERVED = 19_000;
    private static final int LAST_RESERVED = 19_999;

    private final Map<Integer, String> taken = new TreeMap<>();

    /**
     * The number of the next member.
     *
     * @param name the member
     * @param position its position, from 1
     * @param pinned its annotation; null if it has none
     * @param path the member, for errors
     * @throws SchemaException if protobuf has no such number or another member has it
     */
    public int next(String name, int position, @Nullable RpcField pinned, String path) {
        int number = pinned == null ? position : pinned.value();
        if (number < 1 || number > MAX || number >= FIRST_RESERVED && number <= LAST_RESERVED) {
            throw new SchemaException(
                    path,
                    "@RpcField(" + number + ") is no protobuf number; use 1 to " + MAX + " without " + FIRST_RESERVED
                            + " to " + LAST_RESERVED);
        }
        String other = taken.putIfAbsent(number, name);
        if (other != null) {
            throw new SchemaException(
                    path, "has number " + number + ", as has " + other + "; give one of them another @RpcField");
        }
        return number;
    }
}
