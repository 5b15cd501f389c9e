package io.rpcboot.transport.netty;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The open streams of a connection by their id. Ids only grow, so {@code id & mask} finds nearly each stream in a slot
 * of its own; those that share one are linked. Belongs to one thread.
 */
final class StreamTable<S extends StreamTable.Stream<S>> {

    private static final int INITIAL_SLOTS = 64;

    private @Nullable Stream<S>[] slots = newSlots(INITIAL_SLOTS);
    private int size;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S extends Stream<S>> @Nullable Stream<S>[] newSlots(int count) {
        return new Stream[count];
    }

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Adds a stream whose id is not in the table. */
    void add(S stream) {
        if (size == slots.length) {
            grow();
        }
        link(stream);
        size++;
    }

    private void link(S stream) {
        int slot = stream.streamId() & slots.length - 1;
        stream.nextInSlot(self(slots[slot]));
        slots[slot] = stream;
    }

    private void grow() {
        List<S> streams = all();
        slots = newSlots(slots.length * 2);
        streams.forEach(this::link);
    }

    @Nullable
    S get(int id) {
        S stream = self(slots[id & slots.length - 1]);
        while (stream != null && stream.streamId() != id) {
            stream = stream.nextInSlot();
        }
        return stream;
    }

    /** Takes the stream out and returns it; null if it is not there. */
    @Nullable
    S remove(int id) {
        int slot = id & slots.length - 1;
        S previous = null;
        S stream = self(slots[slot]);
        while (stream != null && stream.streamId() != id) {
            previous = stream;
            stream = stream.nextInSlot();
        }
        if (stream == null) {
            return null;
        }
        if (previous == null) {
            slots[slot] = stream.nextInSlot();
        } else {
            previous.nextInSlot(stream.nextInSlot());
        }
        stream.nextInSlot(null);
        size--;
        return stream;
    }

    /** A copy, so that streams may be removed while it is gone through. */
    List<S> all() {
        List<S> all = new ArrayList<>(size);
        for (Stream<S> first : slots) {
            for (S stream = self(first); stream != null; stream = stream.nextInSlot()) {
                all.add(Objects.requireNonNull(stream));
            }
        }
        return all;
    }

    @SuppressWarnings("unchecked") // each S is a Stream of itself
    private static <S extends Stream<S>> @Nullable S self(@Nullable Stream<S> stream) {
        return (S) stream;
    }

    /** What a table holds. */
    interface Stream<S extends Stream<S>> {

        int streamId();

        @Nullable
        S nextInSlot();

        void nextInSlot(@Nullable S next);
    }
}
