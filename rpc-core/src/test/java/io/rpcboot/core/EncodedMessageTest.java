package io.rpcboot.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EncodedMessageTest {

    private static final int LARGE = 300_000;

    @BeforeEach
    void noArrayIsKept() {
        while (LargeArrays.SHARED.poll(LargeArrays.MIN_LENGTH) != null) {
            // taken, and not given back
        }
    }

    @Test
    void theArrayOfALargeOneIsUsedAgainOnceNobodyHoldsIt() {
        EncodedMessage message = EncodedMessage.ofLength(LARGE);
        assertThat(message.hold()).isTrue();

        message.release();
        assertThat(EncodedMessage.ofLength(LARGE).bytes()).isNotSameAs(message.bytes());
        message.release();
        assertThat(message.hold()).isFalse();

        EncodedMessage next = EncodedMessage.ofLength(LARGE - 1);
        assertThat(next.bytes()).isSameAs(message.bytes());
        assertThat(next.length()).isEqualTo(LARGE - 1);
    }

    @Test
    void onceTooOftenLetGoTakesNothingFromTheNext() {
        EncodedMessage message = EncodedMessage.ofLength(LARGE);
        message.release();
        message.release();

        byte[] next = EncodedMessage.ofLength(LARGE).bytes();
        assertThat(next).isSameAs(message.bytes());
        assertThat(EncodedMessage.ofLength(LARGE).bytes()).isNotSameAs(next);
    }

    @Test
    void smallAndHugeOnesAreNeverUsedAgain() {
        for (int length : new int[] {0, 100, LargeArrays.MIN_LENGTH - 1, LargeArrays.MAX_LENGTH + 1}) {
            EncodedMessage message = EncodedMessage.ofLength(length);
            message.release();

            assertThat(message.hold()).isTrue();
            assertThat(message.bytes()).hasSize(length);
            assertThat(message.toByteArray()).isSameAs(message.bytes());
        }
    }

    @Test
    void whatIsKeptOfALargeOneIsACopyOfItsOwnLength() {
        EncodedMessage.ofLength(LARGE + 5).release();
        EncodedMessage message = EncodedMessage.ofLength(LARGE);
        message.bytes()[LARGE - 1] = 7;

        byte[] copy = message.toByteArray();

        assertThat(copy).hasSize(LARGE).endsWith((byte) 7).isNotSameAs(message.bytes());
        message.release();
        assertThatThrownBy(message::toByteArray)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the call has ended, and its message is gone");
    }

    @Test
    void aLargerArrayTakesThePlaceOfASmallerOne() {
        for (int i = 0; i < 100; i++) {
            LargeArrays.SHARED.give(new byte[LargeArrays.MIN_LENGTH]);
        }
        byte[] larger = new byte[LARGE];

        LargeArrays.SHARED.give(larger);

        assertThat(EncodedMessage.ofLength(LARGE).bytes()).isSameAs(larger);
    }
}
