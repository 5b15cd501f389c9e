package io.rpcboot.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentsTest {

    private final List<ByteBuffer> taken = new ArrayList<>();
    private ByteBuffer inHeap;

    /** Takes all that may be outside of the heap, so that the only memory to use again is what a test gives back. */
    @BeforeEach
    void nothingIsFree() {
        ByteBuffer buffer = Segments.Pool.take();
        while (buffer.isDirect()) {
            taken.add(buffer);
            buffer = Segments.Pool.take();
        }
        inHeap = buffer;
    }

    @AfterEach
    void giveBack() {
        taken.forEach(Segments.Pool::give);
    }

    private static Segments message(char content) {
        return new Segments(new byte[] {(byte) content}, 1);
    }

    private static void assertSame(List<ByteBuffer> expected, List<ByteBuffer> actual) {
        assertThat(actual)
                .usingElementComparator((one, other) -> one == other ? 0 : 1) // equals() would compare what they hold
                .containsExactlyElementsOf(expected);
    }

    private static char first(ByteBuffer buffer) {
        return (char) buffer.get(0);
    }

    @Test
    void whatWasLetGoOfIsUsedForTheNextMessageAndNotBefore() {
        ByteBuffer memory = taken.remove(0);
        Segments.Pool.give(memory);
        Segments a = message('a');
        assertThat(first(memory)).isEqualTo('a');
        message('b');
        assertThat(first(memory)).as("while it is in use").isEqualTo('a');

        a.release();

        Segments c = message('c');
        assertThat(first(memory)).isEqualTo('c');
        c.release();
    }

    @Test
    void allPiecesOfAMessageAreUsedAgain() {
        List<ByteBuffer> memory = List.of(taken.remove(0), taken.remove(0));
        memory.forEach(Segments.Pool::give);

        new Segments(new byte[Segments.SIZE + 1], Segments.SIZE + 1).release();

        assertSame(memory, List.of(Segments.Pool.take(), Segments.Pool.take()));
        memory.forEach(Segments.Pool::give);
    }

    @Test
    void aLargeMessageGivesItsMemoryBackWhenNobodyHoldsItAnyMore() {
        List<ByteBuffer> memory = List.of(taken.remove(0), taken.remove(0));
        memory.forEach(Segments.Pool::give);
        EncodedMessage message = EncodedMessage.ofSpace(new byte[LargeArrays.MIN_LENGTH], LargeArrays.MIN_LENGTH);
        message.hold();
        message.release();
        assertThat(Segments.Pool.take())
                .as("while it is held")
                .isNotSameAs(memory.get(0))
                .isNotSameAs(memory.get(1));

        message.release();

        assertSame(memory, List.of(Segments.Pool.take(), Segments.Pool.take()));
        memory.forEach(Segments.Pool::give);
    }

    @Test
    void memoryOfAMessageThatNobodyLetGoOfIsReplaced() {
        taken.remove(0);

        await().until(() -> {
            System.gc();
            ByteBuffer replaced = Segments.Pool.take();
            if (replaced.isDirect()) {
                taken.add(replaced);
            }
            return replaced.isDirect();
        });
    }

    @Test
    void whatIsInTheHeapIsNotKept() {
        Segments.Pool.give(inHeap);

        assertThat(Segments.Pool.take()).isNotSameAs(inHeap);
    }
}
