package io.rpcboot.schema;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Numbers of fields or constants, both ends included. */
record NumberRange(int first, int last) {

    /** What a message reserves. */
    static List<NumberRange> reserved(Descriptor message) {
        return message.toProto().getReservedRangeList().stream()
                .map(range -> new NumberRange(range.getStart(), range.getEnd() - 1)) // of messages the end is exclusive
                .toList();
    }

    /** What an enum reserves. */
    static List<NumberRange> reserved(EnumDescriptor type) {
        return type.toProto().getReservedRangeList().stream()
                .map(range -> new NumberRange(range.getStart(), range.getEnd()))
                .toList();
    }

    /** What a message reserves or uses. */
    static List<NumberRange> taken(Descriptor message) {
        List<NumberRange> taken = new ArrayList<>(reserved(message));
        message.getFields().forEach(field -> taken.add(only(field.getNumber())));
        return taken;
    }

    /** What an enum reserves or uses. */
    static List<NumberRange> taken(EnumDescriptor type) {
        List<NumberRange> taken = new ArrayList<>(reserved(type));
        type.getValues().forEach(value -> taken.add(only(value.getNumber())));
        return taken;
    }

    private static NumberRange only(int number) {
        return new NumberRange(number, number);
    }

    /** The first of these numbers that is in none of the others; null if there is none. */
    @Nullable
    Integer firstOutside(List<NumberRange> others) {
        List<NumberRange> ascending = new ArrayList<>(others);
        ascending.sort(Comparator.comparingInt(NumberRange::first));
        int number = first;
        for (NumberRange other : ascending) {
            if (other.first <= number && number <= other.last) {
                if (other.last >= last) {
                    return null;
                }
                number = other.last + 1;
            }
        }
        return number;
    }
}
