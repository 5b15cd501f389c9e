package io.rpcboot.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncodedMessageTest {

    private static final int LARGE = 300_000;

    private final Random random = new Random(1);

    @BeforeEach
    void noArrayIsKept() {
        while (LargeArrays.SHARED.poll(LargeArrays.MIN_LENGTH) != null) {
            // taken, and not given back
        }
    }

    private byte[] content(int length) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        return content;
    }

    private static EncodedMessage message(byte[] content) {
        byte[] space = EncodedMessage.space(content.length);
        System.arraycopy(content, 0, space, 0, content.length);
        return EncodedMessage.ofSpace(space, content.length);
    }

    private static byte[] read(EncodedMessage message, int from, int count) {
        ByteBuffer all = ByteBuffer.allocate(count);
        message.read(from, count, all::put);
        return all.array();
    }

    @Test
    void theArrayThatALargeOneWasWrittenToIsThereForTheNextAtOnce() {
        byte[] space = EncodedMessage.space(LARGE);
        EncodedMessage.ofSpace(space, LARGE);

        assertThat(EncodedMessage.space(LARGE - 1)).isSameAs(space);
    }

    @Test
    void ofALargeOneAnyPartCanBeReadHoweverManyOthersThereAre() {
        byte[] first = content(LARGE);
        byte[] second = content(LARGE);
        EncodedMessage one = message(first);
        EncodedMessage other = message(second);

        for (int i = 0; i < 100; i++) {
            int from = random.nextInt(LARGE);
            int count = random.nextInt(LARGE - from + 1);
            assertThat(read(one, from, count)).isEqualTo(Arrays.copyOfRange(first, from, from + count));
        }
        assertThat(read(other, 0, LARGE)).isEqualTo(second);
        assertThat(one.length()).isEqualTo(LARGE);
        one.release();
        other.release();
    }

    @Test
    void aLargeOneStaysAsItIsWhileSomebodyHoldsItAndIsGoneThen() {
        byte[] first = content(LARGE);
        EncodedMessage held = message(first);
        assertThat(held.hold()).isTrue();
        held.release();
        EncodedMessage other = message(content(LARGE));
        assertThat(read(held, 0, LARGE)).as("while it is held").isEqualTo(first);

        held.release();
        assertThat(held.hold()).isFalse();
        assertThat(held.length()).isEqualTo(LARGE);
        other.release();
    }

    @Test
    void onceTooOftenLetGoTakesNothingFromTheNext() {
        EncodedMessage message = message(content(LARGE));
        message.release();
        message.release();

        byte[] first = content(LARGE);
        EncodedMessage one = message(first);
        EncodedMessage other = message(content(LARGE));
        assertThat(read(one, 0, LARGE)).isEqualTo(first);
        one.release();
        other.release();
    }

    @Test
    void smallOnesAreInOneArrayAndNeverUsedAgain() {
        for (int length : new int[] {0, 100, LargeArrays.MIN_LENGTH - 1}) {
            byte[] content = content(length);
            EncodedMessage message = message(content);
            message.release();

            assertThat(message.hold()).isTrue();
            assertThat(message.bytes()).isEqualTo(content);
            assertThat(message.toByteArray()).isSameAs(message.bytes());
            assertThat(read(message, length / 2, length / 3))
                    .isEqualTo(Arrays.copyOfRange(content, length / 2, length / 2 + length / 3));
        }
    }

    @Test
    void whatIsKeptOfALargeOneIsACopy() {
        byte[] content = content(LARGE);
        EncodedMessage message = message(content);

        assertThat(message.toByteArray()).isEqualTo(content);
        assertThatThrownBy(message::bytes)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a large message is not in one array");
        message.release();
        assertThatThrownBy(message::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the call has ended, and its message is gone");
    }

    @Test
    void moreThanMayBeOutsideOfTheHeapIsInIt() {
        int limit = (int) (Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 8));
        byte[] content = content(8 << 20);
        EncodedMessage[] messages = new EncodedMessage[limit / content.length + 2];
        for (int i = 0; i < messages.length; i++) {
            content[0] = (byte) i;
            messages[i] = message(content);
        }

        for (int i = 0; i < messages.length; i++) {
            content[0] = (byte) i;
            assertThat(read(messages[i], 0, content.length)).isEqualTo(content);
            messages[i].release();
        }
    }

    @Test
    void aLargerArrayTakesThePlaceOfASmallerOne() {
        for (int i = 0; i < 100; i++) {
            LargeArrays.SHARED.give(new byte[LargeArrays.MIN_LENGTH]);
        }
        byte[] larger = new byte[LARGE];

        LargeArrays.SHARED.give(larger);

        assertThat(EncodedMessage.space(LARGE)).isSameAs(larger);
    }
}
